using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

public class MutexMessageTests
{
    /// <summary>Noise, and what a wrong port or a mistake in the configuration also brings, is no reason to look.</summary>
    [Theory]
    [InlineData(144, true)]
    [InlineData(23, true)]
    [InlineData(50, true)]
    [InlineData(143, false)]
    [InlineData(166, false)]
    [InlineData(72, false)]
    public void Wakes_FailureButNotNoise(int number, bool wakes)
    {
        Assert.True(MutexMessages.TryGet(number, out MutexMessage? message));
        Assert.Equal(wakes, message.Wakes);
    }

    [Theory]
    [InlineData("AH00659", true)]
    [InlineData("AH00144", false)]
    [InlineData("AH99999", false)]
    [InlineData(Signal.NoCode, false)]
    public void IsOfRequest_LoggedForOne(string code, bool isOfRequest) => Assert.Equal(isOfRequest, MutexMessages.IsOfRequest(code));

    /// <summary>A name or a path; what is longer is none.</summary>
    [Theory]
    [InlineData(300, " mutex (1)", true)]
    [InlineData(301, " mutex (1)", false)]
    [InlineData(300, "", true)]
    [InlineData(301, "", false)]
    public void Line_WithALongName(int bytes, string end, bool isRead)
    {
        string line = $"[core:emerg] [pid 930] AH00023: Couldn't create the {new string('x', bytes)}{end}";

        Assert.Equal(isRead, ErrorLogLine.TryRead(Encoding.ASCII.GetBytes(line), DateTimeOffset.UnixEpoch, out _));
    }

    /// <summary>Each row is held by a line as Apache logs it.</summary>
    [Fact]
    public void Corpus_HasEveryMessageWithACode() =>
        Assert.Empty(MutexMessages.All.Where(message => message.HasCode).Select(message => message.Code).Except(CorpusCase.ReadAll().Select(line => line.Code)));
}
