using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

public class RecentRecordsTests
{
    private readonly RecentRecords _recent = new();

    [Fact]
    public void Open_IsFound()
    {
        Incident open = SampleIncident.Of(1);
        _recent.Keep(open);

        Assert.Same(open, _recent.Find(open.Instance));
        Assert.True(_recent.Knows(open.Instance));
    }

    [Fact]
    public void Ended_IsOnlyKnown()
    {
        Incident open = SampleIncident.Of(1);
        _recent.Keep(open);
        _recent.Keep(open.In(IncidentPhase.Resolved));

        Assert.Null(_recent.Find(open.Instance));
        Assert.True(_recent.Knows(open.Instance));
    }

    [Fact]
    public void Forgotten_IsOnlyKnown()
    {
        Incident open = SampleIncident.Of(1);
        _recent.Keep(open);
        _recent.Forget(open.Instance);

        Assert.Null(_recent.Find(open.Instance));
        Assert.True(_recent.Knows(open.Instance));
    }

    [Fact]
    public void Many_AreAllKnown()
    {
        _recent.Keep(SampleIncident.Of(1));
        _recent.Keep(SampleIncident.Of(2));
        _recent.Keep(SampleIncident.Of(2));

        Assert.All([1, 2], i => Assert.True(_recent.Knows(SampleIncident.InstanceOf(i))));
    }

    [Fact]
    public void AsManyAsTheBound_OneOfThemAgain_AllStayKnown()
    {
        for (int i = 1; i <= RecentRecords.MaxRecords; i++)
        {
            _recent.Keep(SampleIncident.Of(i));
        }

        _recent.Keep(SampleIncident.Of(2));

        Assert.True(_recent.Knows(SampleIncident.InstanceOf(1)));
    }

    [Fact]
    public void MoreThanTheBound_TheOldestGo()
    {
        for (int i = 0; i <= RecentRecords.MaxRecords; i++)
        {
            _recent.Keep(SampleIncident.Of(i));
        }

        Assert.Null(_recent.Find(SampleIncident.InstanceOf(0)));
        Assert.NotNull(_recent.Find(SampleIncident.InstanceOf(1)));
        Assert.NotNull(_recent.Find(SampleIncident.InstanceOf(RecentRecords.MaxRecords)));
        Assert.False(_recent.Knows(SampleIncident.InstanceOf(0)));
    }

    [Fact]
    public void MoreEvidenceThanTheBound_TheOldestGo_AndWhatWasReplacedDoesNotCount()
    {
        string large = new('e', RecentRecords.MaxEvidenceChars / 4);
        for (int time = 0; time < 2; time++)
        {
            for (int i = 1; i <= 4; i++)
            {
                _recent.Keep(SampleIncident.Of(i).Seeing(large));
            }
        }

        Assert.All(Enumerable.Range(1, 4), i => Assert.NotNull(_recent.Find(SampleIncident.InstanceOf(i))));
        _recent.Keep(SampleIncident.Of(5).Having(null, after: "e"));
        Assert.Null(_recent.Find(SampleIncident.InstanceOf(1)));
        Assert.All(Enumerable.Range(2, 4), i => Assert.NotNull(_recent.Find(SampleIncident.InstanceOf(i))));
    }
}
