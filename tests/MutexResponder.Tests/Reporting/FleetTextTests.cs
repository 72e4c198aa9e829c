using System.Globalization;
using System.Text;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

/// <summary>The fleet's OpsItem, and what a reply says of the fleet.</summary>
public sealed class FleetTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public void Fleet_Golden(string tag)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        RiskKind[] all = Enum.GetValues<RiskKind>();
        (string Name, FleetTally Tally, PreventionMode Prevention)[] fleets =
        [
            ("nothing is known yet", Of([Found(1), Found(2)]), PreventionMode.Report),
            ("none at risk", Of([Looked(1, new Outlook.Safe()), Looked(2, new Outlook.ExposedByPolicy([])), Looked(3, new Outlook.Unknown("command-undelivered"))]), PreventionMode.Fix),
            ("one at risk", Of([Looked(1, new Outlook.Safe()), AtRisk(2, RiskKind.AcceptMutexRemovable)]), PreventionMode.Report),
            ("one of two is silent", Of([AtRisk(1, RiskKind.AcceptMutexRemovable), AtRisk(2, RiskKind.ConfigurationBroken) with { StaleBecause = "command-undelivered" }]), PreventionMode.Fix),
            ("every risk", Of(all.Select((kind, i) => AtRisk(i + 1, kind))), PreventionMode.Approve),
            ("ten thousand at every risk", Of(Enumerable.Range(1, 9_999).Select(n => AtRisk(n, all)).Append(AtRisk(10_000, RiskKind.FixNotRunning))), PreventionMode.Approve),
        ];
        StringBuilder text = new();
        foreach ((string name, FleetTally tally, PreventionMode prevention) in fleets)
        {
            string description = FleetText.Description(tally, s_now, prevention, language);
            Assert.InRange(description.Length, 1, FleetText.MaxDescriptionChars);
            text.Append(CultureInfo.InvariantCulture, $"== {name}\n{FleetText.Title(tally, language)}\n\n{description}\n\n");
        }

        text.Append(FleetText.Looks(new FleetLooks([Id(1), Id(2)], [Id(3)], 1, 20), 3, language)).Append('\n');
        Golden.Expect($"fleet.{tag}.md", text.ToString());
    }

    [Fact]
    public void Tally_NamesThoseOfTheSoonestEnd()
    {
        FleetTally tally = Of(Enumerable.Range(1, 100).Select(n => AtRisk(n, n > 90 ? RiskKind.AcceptMutexRemovable : n % 2 == 0 ? RiskKind.NotStartedAtBoot : RiskKind.ConfigurationBroken)));

        Assert.Equal((100, FleetTally.MaxNamed), (tally.AtRiskCount, tally.AtRisk.Length));
        Assert.Equal(Enumerable.Range(91, 10).Select(Id), tally.AtRisk.Take(10).Select(entry => entry.Instance));
        Assert.Equal(Enumerable.Range(0, 40).Select(n => Id((2 * n) + 1)), tally.AtRisk.Skip(10).Select(entry => entry.Instance));
    }

    private static FleetTally Of(IEnumerable<FleetEntry> entries) => entries.Reverse().Aggregate(new FleetTally(), (tally, entry) => tally.Add(entry));

    private static InstanceId Id(int number) => SampleIncident.InstanceOf(number);

    private static FleetEntry Found(int number) => FleetSchedule.Found(Id(number), s_now);

    private static FleetEntry Looked(int number, Outlook outlook) => new FleetSchedule(TimeSpan.FromDays(1)).Looked(Found(number), outlook, s_now.AddHours(-number % 24));

    private static FleetEntry AtRisk(int number, params RiskKind[] kinds) =>
        Looked(number, new Outlook.AtRisk([.. kinds.Select(kind => new Risk(kind, [Statement.Quoted("read")]))]));
}
