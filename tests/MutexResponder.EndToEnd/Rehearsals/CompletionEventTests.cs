using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>EventBridge delivers a command's end with best effort only.</summary>
public sealed class CompletionEventTests(LabFixture lab)
{
    [Theory]
    [InlineData(EventFate.Lose)]
    [InlineData(EventFate.DeliverTwice)]
    [InlineData(EventFate.Hold)]
    public async Task CompletionEvents_LostDoubledOrHeldBack_SameOutcomeOneReboot(EventFate fate)
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { EventFate = (_, _) => fate, LogDeliveryCount = 3 });

        Assert.True(result.Succeeded, story);
        Assert.Equal(1, result.Instances[0].RebootCount);
        Assert.Equal(3, result.CountSent());
    }

    /// <summary>The event comes when the command is over, and then its last step has no output yet.</summary>
    [Fact]
    public async Task FinalWordBeforeTheLastReply_IsReadOnceItIsThere()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Agents = new LabAgentOptions { LastReplyDelay = TimeSpan.FromSeconds(1) } });

        Assert.True(result.Succeeded, story);
        Assert.Equal(3, result.CountSent());
    }
}
