using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;
using MutexResponder.Tests.Lab;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class KillSwitchTests
{
    private const string Name = "/mutex-responder/kill-switch";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("off", null)]
    [InlineData("on", "kill-switch")]
    [InlineData("On", "kill-switch-unreadable")]
    [InlineData("maybe", "kill-switch-unreadable")]
    [InlineData(null, "kill-switch-unreadable")]
    public async Task Object_ValueOfTheParameter(string? value, string? code)
    {
        await using LabAws aws = await LabAws.StartAsync();
        if (value is not null)
        {
            aws.Endpoint.Parameters.Set(Name, value);
        }

        Veto? veto = await new KillSwitch(aws.Clients, Name).ObjectAsync(LabAws.Web, Token);

        Assert.Equal(code, veto?.Code);
        Assert.True(veto is null or { Kind: VetoKind.Refuse });
        Assert.True(veto is null || veto.Why.Told.InEnglish.Contains(Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(32, "")]
    [InlineData(33, "…")]
    public async Task Object_UnknownValue_IsQuotedInBounds(int length, string end)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Parameters.Set(Name, new string('x', length));

        Veto? veto = await new KillSwitch(aws.Clients, Name).ObjectAsync(LabAws.Web, Token);

        Assert.Equal(Objection.KillSwitchUnknown(Name, new string('x', 32) + end).Told.InEnglish, veto?.Why.Told.InEnglish);
    }

    [Fact]
    public async Task Object_AfterTheSwitchWasThrown_IsReadAgain()
    {
        await using LabAws aws = await LabAws.StartAsync();
        KillSwitch killSwitch = new(aws.Clients, Name);
        aws.Endpoint.Parameters.Set(Name, "off");
        Assert.Null(await killSwitch.ObjectAsync(LabAws.Web, Token));

        aws.Endpoint.Parameters.Set(Name, "on");

        Assert.Equal("kill-switch", (await killSwitch.ObjectAsync(LabAws.Web, Token))?.Code);
    }

    [Fact]
    public async Task Object_ReadingIsDenied_Objects()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Parameters.Set(Name, "off");
        aws.Endpoint.Interceptor = _ => CallFault.Deny;

        Veto? veto = await new KillSwitch(aws.Clients, Name).ObjectAsync(LabAws.Web, Token);

        Assert.Equal("kill-switch-unreadable", veto?.Code);
    }
}
