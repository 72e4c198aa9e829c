using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>Runs one rehearsal from setting up to tearing down.</summary>
internal static class Stage
{
    /// <returns>The result, and the story as text for the message of a failing assertion.</returns>
    public static async Task<(RehearsalResult Result, string Story)> PlayAsync(RehearsalOptions options)
    {
        var story = new RecordedStory();
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(options, story, TestContext.Current.CancellationToken);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);
        return (result, story.ToString());
    }

    public static int CountSent(this RehearsalResult result) => result.Calls.Count(call => call.Call.Operation == "SendCommand");
}
