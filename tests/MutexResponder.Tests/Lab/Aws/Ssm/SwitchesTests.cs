using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace MutexResponder.Tests.Lab.Aws.Ssm;

/// <summary>What the responder's vetoes read: a parameter and the calendars.</summary>
public sealed class SwitchesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parameter_IsReadWithItsVersion_AndAnUnknownOneIsNotFound()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Parameters.Set("/mutex-responder/enabled", "true");
        aws.Endpoint.Parameters.Set("/mutex-responder/enabled", "false");

        GetParameterResponse read = await aws.Ssm.GetParameterAsync(new GetParameterRequest { Name = "/mutex-responder/enabled" }, Token);

        Assert.Equal("false", read.Parameter.Value);
        Assert.Equal(2, read.Parameter.Version);
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => aws.Ssm.GetParameterAsync(new GetParameterRequest { Name = "/other" }, Token));
    }

    [Theory]
    [InlineData(true, true, "OPEN")]
    [InlineData(true, false, "CLOSED")]
    public async Task Calendars_AreOpenOnlyWhereAllAre(bool first, bool second, string state)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Calendars.Set("first", first);
        aws.Endpoint.Calendars.Set("second", second);

        GetCalendarStateResponse read = await aws.Ssm.GetCalendarStateAsync(new GetCalendarStateRequest { CalendarNames = ["first", "second"] }, Token);

        Assert.Equal(CalendarState.FindValue(state), read.State);
        await Assert.ThrowsAsync<InvalidDocumentException>(
            () => aws.Ssm.GetCalendarStateAsync(new GetCalendarStateRequest { CalendarNames = ["third"] }, Token));
    }
}
