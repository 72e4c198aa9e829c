using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;
using MutexResponder.Tests.Lab;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class ChangeCalendarsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "calendar-closed")]
    [InlineData(true, null, "calendar-unreadable")]
    public async Task Object_StateOfTheCalendars(bool first, bool? second, string? code)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Calendars.Set("freeze", first);
        if (second is { } isOpen)
        {
            aws.Endpoint.Calendars.Set("nights", isOpen);
        }

        Veto? veto = await new ChangeCalendars(aws.Clients, ["freeze", "nights"]).ObjectAsync(LabAws.Web, Token);

        Assert.Equal(code, veto?.Code);
        Assert.True(veto is null or { Kind: VetoKind.Refuse });
    }

    [Theory]
    [InlineData("""{"State":"CLOSED"}""", null)]
    [InlineData("""{"State":"CLOSED","NextTransitionTime":""}""", null)]
    [InlineData("""{"State":"CLOSED","NextTransitionTime":"2026-08-26T09:00:00Z"}""", "2026-08-26T09:00:00Z")]
    public async Task Object_Closed_TellsUntilWhenWhereSsmSaysIt(string answer, string? until)
    {
        await using Support.AwsEndpoint aws = await Support.AwsEndpoint.StartAsync();
        aws.Then(answer);

        Veto? veto = await new ChangeCalendars(aws.Clients, ["freeze"]).ObjectAsync(LabAws.Web, Token);

        Assert.Equal(Objection.CalendarClosed("freeze", until).Told.InEnglish, veto?.Why.Told.InEnglish);
    }

    [Fact]
    public async Task Object_Throttled_ObjectsAndNamesTheCalendar()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Calendars.Set("freeze", true);
        aws.Endpoint.Interceptor = _ => CallFault.Throttle;

        Veto? veto = await new ChangeCalendars(aws.Clients, ["freeze"]).ObjectAsync(LabAws.Web, Token);

        Assert.Equal("calendar-unreadable", veto?.Code);
        Assert.Contains("freeze", veto!.Why.Told.InEnglish, StringComparison.Ordinal);
    }
}
