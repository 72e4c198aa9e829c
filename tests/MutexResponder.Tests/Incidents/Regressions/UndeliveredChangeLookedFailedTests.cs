using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A change that SSM could not deliver ended as a recovery that failed, although nothing had been changed.</summary>
public class UndeliveredChangeLookedFailedTests
{
    private static readonly CommandReport Undelivered = Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out");

    [Fact]
    public async Task Undelivered_InstanceAsBefore_SaysThatNothingReachedIt()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Undelivered);
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machines.Removed));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "change-not-made"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(1 + 1 + responder.Policy.MaxVerifications, responder.Commands.Sent.Count);
    }

    /// <summary>It counts as a try: of a command that was sent twice, the other one may still have come through.</summary>
    [Fact]
    public async Task Undelivered_CountsAsATry()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Undelivered);

        Assert.Single((await responder.IncidentAsync()).RemediationsStarted);
    }

    [Theory]
    [InlineData("another boot")]
    [InlineData("another configuration")]
    [InlineData("another parent")]
    public async Task Undelivered_InstanceMoved_IsARecoveryThatIsNotProven(string what)
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Undelivered);
        Recording after = what switch
        {
            "another boot" => Machines.Removed.Replacing(Machines.BootIdOf(Machines.Removed), "11111111-2222-4333-8444-555555555555"),
            "another configuration" => Machines.Removed.Replacing("hash=8a15", "hash=9a15"),
            _ => Machines.Healthy.Replacing(Machines.BootIdOf(Machines.Healthy), Machines.BootIdOf(Machines.Removed)),
        };
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(after));
        }

        Assert.Equal("not-recovered", (await responder.IncidentAsync()).ReasonCode);
    }

    [Fact]
    public async Task ChangeWasTold_InstanceAsBefore_IsARecoveryThatIsNotProven()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machines.Changed, ""), Machines.Removed);
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machines.Removed));
        }

        Assert.Equal("not-recovered", (await responder.IncidentAsync()).ReasonCode);
    }

    private static async Task<Responder> RemediatingAsync()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart } };
        await responder.LineAsync(Machines.Removed);
        return responder;
    }
}
