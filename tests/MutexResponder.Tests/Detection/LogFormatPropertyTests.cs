using System.Text;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>
/// For every format both: what the server logs is heard, and what a request holds is never a signal. A failure prints its seed; give it to
/// Sample as <c>seed:</c> to see the same case again.
/// </summary>
public class LogFormatPropertyTests
{
    private const int Cases = 10_000;

    private static readonly DateTimeOffset s_time = DateTimeOffset.UnixEpoch;

    public static TheoryData<string> Names => [.. LogFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void MessageOfTheServer_IsHeard(string name)
    {
        LogFormat format = LogFormat.All.Single(format => format.Name == name);
        LoggedEvent.OfServer.Sample(
            logged =>
            {
                string line = format.Render(logged.Logged);
                Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal), line);
                Assert.Equal((logged.Row.Code, (int?)43), (signal.Code, signal.Errno));
                Assert.Equal(name is "default" or "default-syslog" ? SignalConfidence.High : SignalConfidence.Low, signal.Confidence);
            },
            iter: Cases / 10);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WordsOfARequest_NeverMakeASignal(string name)
    {
        LogFormat format = LogFormat.All.Single(format => format.Name == name);
        LoggedEvent.OfRequest.Select(format.Render).Sample(line => !ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out _), iter: Cases);
    }
}
