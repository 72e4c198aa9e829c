using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>What was learnt from an event must know the head of the next, and nothing else.</summary>
public class CompactHeadTests
{
    private const int LongestLearnt = 209;

    /// <summary>The shortest one, whole blocks, as CloudWatch Logs writes it, the longest that is learnt.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(56)]
    [InlineData(LongestLearnt)]
    public void Head_OfTheSameLength_KnownWhateverItsDigitsAre(int idLength)
    {
        byte[] json = Json(idLength);
        CompactHead head = new();

        Learn(head, json);

        Assert.True(head.IsStartOf(json));
        Assert.False(head.IsStartOf(json.AsSpan(..^1)));
        Assert.False(head.IsStartOf(Json(idLength, "0795437590000")));
        Assert.All(Enumerable.Range(0, json.Length), at =>
        {
            byte[] changed = [.. json];
            changed[at] = (byte)'8';
            Assert.Equal(char.IsAsciiDigit((char)json[at]), head.IsStartOf(changed));
            changed[at] = (byte)'/';
            Assert.False(head.IsStartOf(changed));
        });
    }

    [Fact]
    public void Head_LongerThanAny_LeavesWhatWasLearnt()
    {
        CompactHead head = new();
        Learn(head, Json(56));

        Learn(head, Json(LongestLearnt + 1));

        Assert.True(head.IsStartOf(Json(56)));
    }

    [Theory]
    [InlineData(""",{"id":"x","timestamp":1,"message":""}""")]
    [InlineData(""",{"id":"1","timestamp":x,"message":""}""")]
    public void Event_InAnotherForm_LeavesWhatWasLearnt(string json)
    {
        CompactHead head = new();
        Learn(head, Json(56));

        Assert.False(CompactEvent.TryRead(Encoding.UTF8.GetBytes(json), head, out _));

        Assert.True(head.IsStartOf(Json(56)));
    }

    /// <summary>Field by field it would be refused.</summary>
    [Fact]
    public void Event_WithAHeadThatWasLearnt_NotReadFieldByField()
    {
        CompactHead head = new();
        head.Learn(",{\"id\":\"x1\",\"timestamp\":7,\"message\":\""u8, 24..25);

        Assert.True(CompactEvent.TryRead(",{\"id\":\"x2\",\"timestamp\":8,\"message\":\"text\"}"u8, head, out CompactEvent logEvent));

        Assert.Equal(("text", 8L), (Encoding.UTF8.GetString(logEvent.Message), logEvent.ObservedAt.ToUnixTimeMilliseconds()));
    }

    private static void Learn(CompactHead head, byte[] json) => Assert.True(CompactEvent.TryRead([.. json, .. "\"}"u8], head, out _));

    private static byte[] Json(int idLength, string timestamp = "1795437590000") =>
        Encoding.UTF8.GetBytes($$""",{"id":"{{new string('3', idLength)}}","timestamp":{{timestamp}},"message":"{{""}}""");
}
