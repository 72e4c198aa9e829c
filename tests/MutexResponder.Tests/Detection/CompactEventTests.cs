using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>The short way through a delivery must come to what the JSON reader comes to.</summary>
public class CompactEventTests
{
    internal const string Line = "[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (43)Identifier removed: AH00144: couldn't grab the accept mutex";

    [Theory]
    [InlineData(""",{"id":"1","timestamp":1795437590000,"message":"AH00144"},{""", 57, "AH00144", false)]
    [InlineData(""",{"id":"1","timestamp":7,"message":"a \"b\" \u00e9\\"}]""", 54, """a \"b\" \u00e9\\""", true)]
    [InlineData(""",{"id":"12","timestamp":1,"message":""}""", 39, "", false)]
    [InlineData(""",{"id":"1","timestamp":99999999999999,"message":"in 5138"}""", 58, "in 5138", false)]
    public void UsualForm_Read(string json, int length, string message, bool isEscaped)
    {
        Assert.True(CompactEvent.TryRead(Encoding.UTF8.GetBytes(json), out CompactEvent logEvent));

        Assert.Equal((length, message, isEscaped), (logEvent.Length, Encoding.UTF8.GetString(logEvent.Message), logEvent.IsEscaped));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"id":"1","timestamp":1,"message":"no comma"}""")]
    [InlineData(""", {"id":"1","timestamp":1,"message":"space"}""")]
    [InlineData(""",{"timestamp":1,"id":"1","message":"order"}""")]
    [InlineData(""",{"id":"x","timestamp":1,"message":"not a number"}""")]
    [InlineData(""",{"id":"1","timestamp":01,"message":"no JSON number"}""")]
    [InlineData(""",{"id":"1","timestamp":-1,"message":"before 1970"}""")]
    [InlineData(""",{"id":"1","timestamp":1.5,"message":"not whole"}""")]
    [InlineData(""",{"id":"1","timestamp":123456789012345,"message":"after 5138"}""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"no \x escape"}""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"no \u12g4 escape"}""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"more","extractedFields":{}}""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"cut""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"cut\""")]
    [InlineData(""",{"id":"1","timestamp":1,"message":"cut\u00""")]
    [InlineData(",{\"id\":\"1\",\"timestamp\":1,\"message\":\"control \n character\"}")]
    public void AnotherForm_LeftToTheJsonReader(string json) => Assert.False(CompactEvent.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void Delivery_SecondListOfEvents_StartsWithoutComma()
    {
        string json = EnvelopeSource.DataMessageJson(Line, Line);
        string twice = json.Insert(json.Length - 1, ",\"logEvents\":[,{\"id\":\"1\",\"timestamp\":1,\"message\":\"x\"}]");

        Assert.Contains("is not JSON", CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson(twice)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_BrokenAfterManyEvents_PlaceIsTold()
    {
        string json = EnvelopeSource.DataMessageJson(Enumerable.Repeat("quiet", 50));
        int at = json.LastIndexOf(']');

        string? error = CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson(json.Remove(at, 1).Insert(at, "!"))).Error;

        Assert.Equal($"the log data is not JSON: line 1, byte {at + 1} cannot be read", error);
    }
}
