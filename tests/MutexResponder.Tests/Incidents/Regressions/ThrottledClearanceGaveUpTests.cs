using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>One throttled question to EC2 gave a real outage up to a person; now it is asked again, for a while.</summary>
public class ThrottledClearanceGaveUpTests
{
    private static readonly Clearance NotKnown = new([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("EC2 is throttled."))], null, []);

    [Theory]
    [InlineData(RemoteCallFailure.Unavailable, VetoKind.NotKnown)]
    [InlineData(RemoteCallFailure.Denied, VetoKind.Refuse)]
    [InlineData(RemoteCallFailure.Invalid, VetoKind.Refuse)]
    public async Task Ec2CouldNotSay_VetoByWhetherItCanChange(RemoteCallFailure failure, VetoKind expected)
    {
        var clearance = new InstanceClearance(new Speechless(failure), new ClearanceRules());

        Clearance answer = await clearance.ClearAsync(Responder.Instance, TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(answer.Vetoes).Kind);
    }

    [Fact]
    public async Task NotKnownOnce_NothingIsSent_ThenTheTickGoesOn()
    {
        var responder = new Responder();
        responder.Vetoes.Next.Enqueue(NotKnown);
        await responder.LineAsync(Machines.Removed);
        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.Single(responder.Commands.Sent);

        await responder.TickAsync();

        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task NeverKnown_EscalatesOnceTheEvidenceOfTheLastLookIsOld()
    {
        var responder = new Responder();
        responder.Vetoes.Current = NotKnown;
        await responder.LineAsync();
        for (int look = 1; look <= responder.Policy.MaxInspections; look++)
        {
            Assert.Equal((IncidentPhase.Inspecting, look), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).InspectionCount));
            await responder.EndAsync(Reports.Inspected(Machines.Removed));
            await responder.TickAsync(responder.Policy.InspectionTimeout + responder.Policy.EvidenceLifetime);
        }

        Assert.Equal((IncidentPhase.Escalated, "instance-unknown"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).ReasonCode));
        Assert.All(responder.Commands.Sent, sent => Assert.Equal(CommandKind.Inspect, sent.Request.Kind));
    }

    [Fact]
    public async Task NotKnownBetweenSlotAndSending_SentByALaterTick()
    {
        var responder = new Responder();
        responder.Vetoes.Next.Enqueue(new Clearance([], null, [new SlotRequest("fleet", 1)]));
        responder.Vetoes.Next.Enqueue(NotKnown);
        responder.Vetoes.BeforeAnswer = () => responder.Time.Advance(responder.Policy.ClearanceLifetime);
        await responder.LineAsync(Machines.Removed);
        Assert.Single(responder.Commands.Sent);

        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task NeverKnownBetweenSlotAndSending_GivesTheSlotBack()
    {
        var responder = new Responder();
        responder.Vetoes.Next.Enqueue(new Clearance([], null, [new SlotRequest("fleet", 1)]));
        responder.Vetoes.Current = NotKnown;
        responder.Vetoes.BeforeAnswer = () => responder.Time.Advance(responder.Policy.ClearanceLifetime);
        await responder.LineAsync(Machines.Removed);
        await responder.TickAsync(responder.Policy.RemediationTimeout);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "instance-unknown"), (incident.Phase, incident.ReasonCode));
        Assert.Empty(incident.HeldSlots);
        Assert.Single(responder.Commands.Sent);
    }

    private sealed class Speechless(RemoteCallFailure failure) : IFindInstances
    {
        public Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
            throw new RemoteCallException(failure, "no answer");
    }
}
