using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>A logout is the fourth condition of the outage: whose clock its record is by, and how long before the failure it counts.</summary>
public sealed class SessionEndTests
{
    private static readonly Evidence s_outage = EvidenceReader.Read(Machine.Broken.ToString()).Evidence!;

    [Theory]
    [InlineData("1795437593.500000 a systemd-logind[7]: Removed session 14.", "2026-11-23T12:39:53.5Z")]
    [InlineData("2026-11-23T21:39:53+0900 a systemd-logind[7]: Session 14 logged out. Waiting for processes to exit.", "2026-11-23T12:39:53Z")]
    [InlineData("2026-11-23T12:39:53 a systemd[1]: Removed slice User Slice of UID 1001.", "2026-11-23T12:39:53Z")]
    [InlineData("Nov 23 21:39:53 a systemd[1]: Stopped User Manager for UID 1001.", "2026-11-23T12:39:53Z")]
    [InlineData("Nov  3 21:39:53 a systemd[1]: Stopped User Manager for UID 1001.", "2026-11-03T12:39:53Z")]
    [InlineData("Nov 24 21:39:53 a systemd-logind[7]: Removed session 14.", "2026-11-24T12:39:53Z")]
    [InlineData("Nov 24 21:40:03 a systemd-logind[7]: Removed session 14.", "2025-11-24T12:40:03Z")]
    [InlineData("Dec 31 23:59:59 a systemd-logind[7]: Removed session 14.", "2025-12-31T14:59:59Z")]
    [InlineData("Nov 23 21:39:53 a systemd[1]: Created slice User Slice of UID 1001.", null)]
    [InlineData("Nov 23 21:39:53 a systemd-logind[7]: New session 15 of user webapp.", null)]
    [InlineData("yesterday a systemd-logind[7]: Removed session 14.", null)]
    [InlineData("99 Removed session 14.", null)]
    [InlineData("logged out", null)]
    public void Record_AndItsTime(string line, string? at)
    {
        Evidence inTokyo = s_outage with { UtcOffset = TimeSpan.FromHours(9), TakenAt = new DateTimeOffset(2026, 11, 23, 12, 40, 0, TimeSpan.Zero) };

        Assert.Equal(at is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), SessionEnd.TryRead(line, inTokyo)?.At);
    }

    [Fact]
    public void LocalTime_OfAMachineWhoseOffsetIsNotKnown_IsNone() => Assert.Null(SessionEnd.TryRead("Nov 23 21:39:53 a systemd-logind[7]: Removed session 14.", s_outage with { UtcOffset = null }));

    /// <summary>Idle children notice at once: ninety seconds, and a second for what is logged later than it happens.</summary>
    [Theory]
    [InlineData(-90.1, false)]
    [InlineData(-89.9, true)]
    [InlineData(0.9, true)]
    [InlineData(1.1, false)]
    public void Logout_CountsShortlyBeforeTheFirstLine(double seconds, bool counts)
    {
        DateTimeOffset first = s_outage.LogOf(SignalKind.Removed).First().At!.Value;
        string record = string.Create(CultureInfo.InvariantCulture, $"{(first.AddSeconds(seconds) - DateTimeOffset.UnixEpoch).TotalSeconds:F6} a systemd-logind[7]: Removed session 14.");

        Assert.Equal(counts, RootCause.From(s_outage with { SessionEnds = [record] }).Logout.Holds);

        // Of several that one counts which is near.
        Assert.Equal(counts, RootCause.From(s_outage with { SessionEnds = [record, record.Replace("1795437", "1795438", StringComparison.Ordinal)] }).Logout.Holds);
        Assert.Null(RootCause.From(s_outage with { SessionEnds = [] }).Logout.Holds);
    }
}
