using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

public class CloudWatchLogsEnvelopeTests
{
    private const string Removed = "[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
    private const string Exiting = "[Tue Aug 25 20:51:55.040404 2020] [core:alert] [pid 1287] AH00050: Child 928 returned a Fatal error... Apache is exiting!";
    private const string Quiet = "[Tue Aug 25 20:51:53.040404 2020] [core:notice] [pid 1287] AH00094: Command line: '/usr/sbin/apache2'";

    private const string Head = """
        "messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s"
        """;

    [Fact]
    public void DataMessage_WithSignals()
    {
        LogBatch batch = Read(EnvelopeSource.DataMessage(Quiet, Removed, Exiting));

        Assert.False(batch.IsControlMessage);
        Assert.Equal(("123456789012", "/var/log/apache2/error.log", EnvelopeSource.Instance), (batch.Owner, batch.LogGroup, batch.LogStream));
        Assert.Equal((3, 0), (batch.EventCount, batch.DroppedSignalCount));
        Assert.Equal(["AH00144", "AH00050"], batch.Signals.Select(signal => signal.Code));
        Assert.Equal(
            new Signal("AH00144", SignalKind.Removed, 43, 930, DateTimeOffset.FromUnixTimeMilliseconds(EnvelopeSource.FirstTimestamp + 1), Removed, SignalConfidence.High),
            batch.Signals[0]);
    }

    [Fact]
    public void DataMessage_WithoutSignal()
    {
        LogBatch batch = Read(EnvelopeSource.DataMessage(Quiet, "AH", ""));

        Assert.Empty(batch.Signals);
        Assert.Equal(3, batch.EventCount);
    }

    [Fact]
    public void ControlMessage_IsSaidToBeOne()
    {
        const string Json = """
            {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],
            "logEvents":[{"id":"","timestamp":1510109208016,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}
            """;

        LogBatch batch = Read(EnvelopeSource.FromJson(Json));

        Assert.True(batch.IsControlMessage);
        Assert.Empty(batch.Signals);
    }

    [Theory]
    [InlineData("""{"messageType":"CONTROL_MESSAGE","owner":"o","logGroup":"g","logStream":"s"}""", "o", "g", "s")]
    [InlineData("""{"messageType":"CONTROL_MESSAGE"}""", "", "", "")]
    public void ControlMessage_NamesItsSenderWhereItSays(string json, string owner, string logGroup, string logStream)
    {
        LogBatch batch = Read(EnvelopeSource.FromJson(json));

        Assert.Equal((owner, logGroup, logStream), (batch.Owner, batch.LogGroup, batch.LogStream));
    }

    [Fact]
    public void Event_OfSeveralLines_IsReadLineByLine()
    {
        LogBatch batch = Read(EnvelopeSource.DataMessage($"{Quiet}\n{Removed}\r\nno line of Apache's\n\n{Exiting}\n"));

        Assert.Equal([Removed, Exiting], batch.Signals.Select(signal => signal.Line));
    }

    /// <summary>The line breaks are escapes, whatever else the text has.</summary>
    [Theory]
    [InlineData("AH00015: Unable to open logs\n", "AH00015")]
    [InlineData("mutex\n[Tue Aug 25 20:51:54 2020] [emerg] (22)Argument invalide: apr_proc_mutex_unlock failed. Attempting to shutdown process gracefully.", Signal.NoCode)]
    public void Event_WithALineBreakAndOneMark_IsRead(string message, string code) =>
        Assert.Equal([code], Read(EnvelopeSource.DataMessage(Quiet, message)).Signals.Select(signal => signal.Code));

    [Fact]
    public void Event_WithALongForeword_IsStillRead()
    {
        LogBatch batch = Read(EnvelopeSource.DataMessage(new string('x', 900_000) + "\n" + Removed));

        Assert.Equal([Removed], batch.Signals.Select(signal => signal.Line));
    }

    [Fact]
    public void Event_BeyondTheLinesLimit_IsReadUpToIt()
    {
        string lines = string.Concat(Enumerable.Repeat(Exiting + "\n", EnvelopeLimits.MaxLinesPerEvent + 10));

        LogBatch batch = Read(EnvelopeSource.DataMessage(lines));

        Assert.Equal(EnvelopeLimits.MaxLinesPerEvent, batch.Signals.Length + batch.DroppedSignalCount);
    }

    [Fact]
    public void Event_OfMoreLinesOfOthersThanTheLimit_IsReadToItsEnd()
    {
        string lines = string.Concat(Enumerable.Repeat("AH00094\n", EnvelopeLimits.MaxLinesPerEvent));

        Assert.Equal([Removed], Read(EnvelopeSource.DataMessage(lines + Removed)).Signals.Select(signal => signal.Line));
    }

    /// <summary>Batch after batch takes the same memory: an event over a piece's end, one with escapes, and one whose time comes last.</summary>
    [Fact]
    public void Delivery_ReadAgain_TakesNoBufferAnew()
    {
        const int Bytes = 200_000;
        string text = $"AH00144 \\n{new string('x', Bytes)}";
        byte[] data = EnvelopeSource.FromJson($$"""{{{Head}},"logEvents":[{"timestamp":1,"message":"{{text}}"},{"message":"{{text}}","timestamp":2}]}""");

        long least = Enumerable.Range(0, 20).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Read(data);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.InRange(least, 1, 8 * 1024);
    }

    [Theory]
    [InlineData("""{"message":MESSAGE,"timestamp":5}""")]
    [InlineData("""{"id":"1","ingestion":{"a":[1,{"b":"]}"}]},"message":MESSAGE,"extracted":[],"timestamp":5}""")]
    [InlineData("""{"timestamp":5,"message":MESSAGE,"note":null}""")]
    public void Properties_InAnyOrder(string eventJson)
    {
        string json = $$"""{"logEvents":[{{eventJson.Replace("MESSAGE", $"\"{Removed}\"", StringComparison.Ordinal)}}],"more":{"logEvents":[7]},{{Head}}}""";

        LogBatch batch = Read(EnvelopeSource.FromJson(json));

        Signal signal = Assert.Single(batch.Signals);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(5), signal.ObservedAt);
    }

    [Fact]
    public void Message_WithEveryLetterEscaped_IsRead()
    {
        string escaped = string.Concat(Removed.Select(c => $"\\u{(int)c:x4}"));
        string json = $$"""{{{Head}},"logEvents":[{"timestamp":5,"message":"{{escaped}}"}]}""";

        Assert.Equal([Removed], Read(EnvelopeSource.FromJson(json)).Signals.Select(signal => signal.Line));
    }

    [Fact]
    public void Message_WithHalfASurrogatePair_IsRead()
    {
        string json = $$"""{{{Head}},"logEvents":[{"timestamp":5,"message":"\ud83d\n{{Removed}}"}]}""";

        Assert.Single(Read(EnvelopeSource.FromJson(json)).Signals);
    }

    [Fact]
    public void Flood_KeepsFirstAndLastOfEveryKind()
    {
        IEnumerable<string> flood = Enumerable.Range(0, 500).Select(pid => $"AH00144: couldn't grab the accept mutex{(pid % 2 == 0 ? "" : "\"")}");
        IEnumerable<string> removed = Enumerable.Range(1, 100).Select(pid => Removed.Replace("pid 930", $"pid {pid}", StringComparison.Ordinal));

        LogBatch batch = Read(EnvelopeSource.DataMessage([.. flood, .. removed, Exiting, .. flood]));

        int[] pids = [.. batch.Signals.Where(signal => signal.Kind == SignalKind.Removed).Select(signal => signal.Pid!.Value)];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 93, 94, 95, 96, 97, 98, 99, 100], pids);
        Assert.Contains(batch.Signals, signal => signal.Code == "AH00050");
        Assert.Equal(1_101, batch.Signals.Length + batch.DroppedSignalCount);
        Assert.InRange(batch.Signals.Length, 1, EnvelopeLimits.MaxSignals);
        Assert.Equal(batch.Signals.OrderBy(signal => signal.ObservedAt), batch.Signals);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hello, world", "not base64")]
    [InlineData("aGVsbG8=", "not gzip")]
    [InlineData("H4s=", "cut short")]
    [InlineData("H4sIAAAAAAAAA/////////8AAAAA", "damaged")]
    public void Data_ThatIsNoGzip(string base64, string error) => AssertRefused(Encoding.ASCII.GetBytes(base64), error);

    [Theory]
    [InlineData(" ", "not JSON")]
    [InlineData("hello", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("[]", "not an object")]
    [InlineData("7", "not an object")]
    [InlineData("{}", "no messageType")]
    [InlineData("""{"messageType":7}""", "messageType is not a text")]
    [InlineData("""{"messageType":"OTHER_MESSAGE"}""", "unknown messageType 'OTHER_MESSAGE'")]
    [InlineData("""{"messageType":"<script>"}""", "unknown messageType of 8 characters")]
    [InlineData("""{"messageType":"A_NAME_OF_SIXTY_FOUR_LETTERS_WHICH_IS_THE_MOST_THAT_IS_SHOWN____"}""", "unknown messageType 'A_NAME_OF")]
    [InlineData("""{"messageType":"A_NAME_OF_SIXTY_FOUR_LETTERS_WHICH_IS_THE_MOST_THAT_IS_SHOWN_AND_"}""", "unknown messageType of 65 characters")]
    [InlineData("""{"messageType":"DATA_MESSAGE"}""", "no owner")]
    [InlineData("""{"messageType":"DATA_MESSAGE","owner":"1"}""", "no logGroup")]
    [InlineData("""{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g"}""", "no logStream")]
    [InlineData("""{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s"}""", "no logEvents")]
    [InlineData("""{"logEvents":{}}""", "logEvents is not an array")]
    [InlineData("""{"logEvents":[7]}""", "not an object")]
    [InlineData("""{"logEvents":[{"timestamp":1}]}""", "a log event has no message")]
    [InlineData("""{"logEvents":[{"message":"x"}]}""", "no timestamp")]
    [InlineData("""{"logEvents":[{"message":7,"timestamp":1}]}""", "message is not a text")]
    [InlineData("""{"logEvents":[{"message":"x","timestamp":"1"}]}""", "timestamp is not a whole number")]
    [InlineData("""{"logEvents":[{"message":"x","timestamp":1.5}]}""", "timestamp is not a whole number")]
    [InlineData("""{"logEvents":[{"message":"x","timestamp":9223372036854775807}]}""", "timestamp is out of range")]
    public void Json_OfTheWrongShape(string json, string error) => AssertRefused(EnvelopeSource.FromJson(json), error);

    [Fact]
    public void Json_Broken_IsNotQuoted()
    {
        LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson("{\"owner\":" + new string('x', 2_000)));

        Assert.Equal("the log data is not JSON: line 1, byte 10 cannot be read", result.Error);
    }

    [Fact]
    public void Gzip_CutShort()
    {
        byte[] whole = EnvelopeSource.Gzip(Encoding.UTF8.GetBytes(EnvelopeSource.DataMessageJson(Removed, Exiting)));

        Assert.All(Enumerable.Range(18, whole.Length - 18), length => AssertRefused(EnvelopeSource.FromGzip(whole[..length]), "gzip data is"));
    }

    [Fact]
    public void Gzip_WithAWrongChecksum()
    {
        byte[] gzip = EnvelopeSource.Gzip(Encoding.UTF8.GetBytes(EnvelopeSource.DataMessageJson(Removed)));
        gzip[^8] ^= 0xFF;

        AssertRefused(EnvelopeSource.FromGzip(gzip), "damaged");
    }

    [Fact]
    public void Input_TooLarge() => AssertRefused(new byte[EnvelopeLimits.MaxInputBytes + 1], "too large");

    [Fact]
    public void GzipBomb_IsStoppedAtTheLimit()
    {
        // One member after another is one text (RFC 1952, section 2.2).
        byte[] blanks = EnvelopeSource.Gzip(Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024)));
        byte[] bomb = [.. EnvelopeSource.Gzip("{\"x\":["u8.ToArray()), .. Enumerable.Repeat(blanks, (EnvelopeLimits.MaxDecompressedBytes / (1024 * 1024)) + 1).SelectMany(member => member)];

        AssertRefused(EnvelopeSource.FromGzip(bomb), "too large");
    }

    [Fact]
    public void Value_TooLarge()
    {
        string json = $$"""{{{Head}},"logEvents":[{"timestamp":1,"message":"{{new string('x', EnvelopeLimits.MaxValueBytes)}}"}]}""";

        AssertRefused(EnvelopeSource.FromJson(json), "a value of more than");
    }

    /// <summary>Whoever writes to one log must not keep the lines beside his own from being heard.</summary>
    [Fact]
    public void Value_OfTheLargestEventInItsLongestJson_IsReadWithWhatStandsBesideIt()
    {
        const int MaxEventBytes = 1024 * 1024;
        string longest = string.Concat(Enumerable.Repeat("\\u0001", MaxEventBytes)), line = "[mpm_prefork:emerg] [pid 1] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
        string json = $$"""{{{Head}},"logEvents":[{"timestamp":1,"message":"{{line}}"},{"timestamp":2,"message":"AH00144{{longest}}"},{"timestamp":3,"message":"{{line}}"}]}""";

        LogBatch batch = CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson(json)).Batch!;

        Assert.Equal(3, batch.EventCount);
        Assert.Equal([1, 3], batch.Signals.Select(signal => signal.ObservedAt.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Events_TooMany()
    {
        string events = string.Join(',', Enumerable.Repeat("""{"timestamp":1,"message":""}""", EnvelopeLimits.MaxEvents));

        Assert.Equal(EnvelopeLimits.MaxEvents, Read(EnvelopeSource.FromJson($$"""{{{Head}},"logEvents":[{{events}}]}""")).EventCount);
        AssertRefused(EnvelopeSource.FromJson($$"""{{{Head}},"logEvents":[{{events}},{"timestamp":1,"message":""}]}"""), "events");
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("logGroup")]
    [InlineData("logStream")]
    public void Name_TooLong(string name)
    {
        AssertRefused(EnvelopeSource.FromJson($$"""{"{{name}}":"{{new string('x', EnvelopeLimits.MaxNameChars + 1)}}"}"""), $"{name} is longer");
        AssertRefused(EnvelopeSource.FromJson($$"""{"{{name}}":"{{new string('x', 10_000)}}"}"""), $"{name} is longer");
    }

    [Fact]
    public void Name_OfTheMostCharactersInItsLongestJson_IsRead()
    {
        string name = string.Concat(Enumerable.Repeat("\\u0078", EnvelopeLimits.MaxNameChars));

        LogBatch batch = Read(EnvelopeSource.FromJson($$"""{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"{{name}}","logStream":"s","logEvents":[]}"""));

        Assert.Equal(new string('x', EnvelopeLimits.MaxNameChars), batch.LogGroup);
    }

    [Fact]
    public void Result_Default_HasAnError()
    {
        LogBatchResult result = default;

        Assert.False(result.TryGetBatch(out _, out string? error));
        Assert.NotEmpty(error);
    }

    private static LogBatch Read(byte[] data)
    {
        LogBatchResult result = CloudWatchLogsEnvelope.Read(data);

        Assert.Null(result.Error);
        return result.Batch!;
    }

    private static void AssertRefused(byte[] data, string error)
    {
        LogBatchResult result = CloudWatchLogsEnvelope.Read(data);

        Assert.Null(result.Batch);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }
}
