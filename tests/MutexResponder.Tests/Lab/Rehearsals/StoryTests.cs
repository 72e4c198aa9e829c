using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Tests.Lab.Rehearsals;

/// <summary>A line of a log may hold anything, and a terminal shows what is told.</summary>
public sealed class StoryTests : IWatchRehearsal
{
    private readonly List<Moment> _told = [];

    void IWatchRehearsal.Tell(Moment moment) => _told.Add(moment);

    [Fact]
    public void Line_WithControlsOfATerminal_IsToldWithEachOfThemSeen()
    {
        var story = new Story(this);
        story.Tell(null, "apache", "AH00144: \e[2J\a\u009b31m\u202ex\ny\tz", site: "no answer: \e]0;owned\a");

        Assert.Equal(("AH00144: ␛[2J␇⟨U+009B⟩31m⟨U+202E⟩x␊y z", "no answer: ␛]0;owned␇"), (Assert.Single(_told).Text, _told[0].Site));
        Assert.Equal(_told, story.Moments);
    }
}
