using System.Globalization;
using System.Text;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>A failure prints its seed; give it to Sample as <c>seed:</c> to see the same case again.</summary>
public class ErrorLogLinePropertyTests
{
    private const int Cases = 20_000;

    private static readonly DateTimeOffset s_time = DateTimeOffset.UnixEpoch;

    /// <summary>The messages that stand right after an error's text.</summary>
    private static readonly Gen<MutexMessage> s_code = Gen.OneOf(MutexMessages.All.Where(message => message is { HasCode: true, ForRequest: false }).ToArray());

    private static readonly Gen<MutexMessage> s_ofRequest = Gen.OneOf(MutexMessages.All.Where(message => message.ForRequest).ToArray());

    private static readonly Gen<MutexMessage> s_withoutCode = Gen.OneOf(MutexMessages.All.Where(message => !message.HasCode).ToArray());

    private static readonly Gen<string> s_client = Gen.OneOf("[client 192.0.2.7:4711] ", "[client 2001:db8::1:4711] ", "[remote 192.0.2.7:443] ");

    [Fact]
    public void Bytes_OfAnyKind_NeverThrow() =>
        Gen.OneOf(Gen.Byte.Array[0, 300], ApacheLineSource.Hostile.Select(Encoding.UTF8.GetBytes), MutatedLine())
            .Sample(
                bytes =>
                {
                    bool found = ErrorLogLine.TryRead(bytes, s_time, out Signal? signal);
                    return found == signal is not null && (signal is null || (signal.Line.Length <= Signal.MaxLineChars && !signal.Line.Any(char.IsControl)));
                },
                iter: Cases);

    [Fact]
    public void Line_OfTheDefaultFormat_IsReadBack() =>
        Gen.Select(s_code, ApacheLineSource.Start, ApacheLineSource.Pid, Gen.Int[1, 133].Nullable(), ApacheLineSource.ErrorText, Gen.Bool)
            .Sample(
                (code, start, pid, errno, text, isOld) =>
                {
                    string level = isOld ? "debug" : code.Level;
                    string status = errno is null ? "" : $"({errno}){text}: ";
                    string file = level == "debug" ? "prefork.c(255): " : "";
                    string message = code.Message.Replace("*", "x-1", StringComparison.Ordinal);
                    string line = $"{start}[{code.Module}:{level}] {pid}{file}{status}{code.Code}: {message}";

                    Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal), line);
                    Assert.Equal((code.Code, errno, PidOf(pid), SignalConfidence.High), (signal.Code, signal.Errno, signal.Pid!.Value, signal.Confidence));
                    Assert.Equal(code.KindFor(errno, Encoding.UTF8.GetBytes(level), Encoding.UTF8.GetBytes(message)), signal.Kind);
                },
                iter: Cases);

    [Fact]
    public void Line_CutAnywhere_IsTheSameSignalOrNone() =>
        Gen.Select(s_code, ApacheLineSource.Start, ApacheLineSource.Pid, Gen.Int[1, 133], Gen.Int[0, 400])
            .Sample(
                (code, start, pid, errno, length) =>
                {
                    string whole = $"{start}[{code.Module}:{code.Level}] {pid}({errno})Some text: {code.Code}: {code.Message.Replace("*", "x-1", StringComparison.Ordinal)}";
                    string line = whole[..Math.Min(length, whole.Length)];

                    bool hasCode = line.Contains(code.Code, StringComparison.Ordinal);
                    Assert.Equal(hasCode, ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal));
                    Assert.True(signal is null || (signal.Code == code.Code && signal.Errno == errno && signal.Confidence == SignalConfidence.High));
                },
                iter: Cases);

    [Fact]
    public void Referer_OfAClient_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[core:error] {pid}{client}AH00126: Invalid URI in request GET /, referer: {hostile}");

    [Fact]
    public void Uri_OfAClient_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[core:error] {pid}{client}AH10244: invalid URI path ({hostile})");

    [Fact]
    public void UriAfterAStatus_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[core:error] {pid}(13)Permission denied: {client}AH00035: access to {hostile} denied");

    [Fact]
    public void UserName_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[auth_basic:error] {pid}{client}AH01618: user {hostile} not found: /");

    [Fact]
    public void CgiOutput_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[cgi:error] {pid}{client}AH01215: stderr from /usr/lib/cgi-bin/a: {hostile}");

    [Fact]
    public void ApplicationText_WithAClientAndNoCode_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[php7:error] {pid}{client}PHP Warning:  {hostile}");

    [Fact]
    public void ApplicationText_WithoutAClient_NeverMakesASignal() =>
        RequestLines((start, pid, _, hostile) => $"{start}[wsgi:error] {pid}{hostile}");

    [Fact]
    public void MessageOfOurModules_WithAClient_NeverMakesASignal() =>
        RequestLines((start, pid, client, hostile) => $"{start}[mpm_prefork:emerg] {pid}{client}{hostile}");

    [Fact]
    public void LineOfAnotherProgram_NeverMakesASignal() =>
        RequestLines((_, pid, _, hostile) => $"Aug 25 20:51:54 web1 sshd[77]: Invalid user {hostile} {pid}");

    [Fact]
    public void MessageOfAModule_ThatLogsForRequests_NeverMakesASignalOutOfItsText() =>
        RequestLines((start, pid, client, hostile) => $"{start}[rewrite:error] {pid}(22)Invalid argument: {client}AH00670: Options FollowSymLinks: {hostile}");

    [Fact]
    public void LineOfARequest_OfTheDefaultFormat_IsReadBackWhateverItsReferer() =>
        Gen.Select(s_ofRequest, ApacheLineSource.Start, ApacheLineSource.Pid, Gen.Int[1, 133], ApacheLineSource.Hostile)
            .Sample(
                (message, start, pid, errno, hostile) =>
                {
                    string line = $"{start}[{message.Module}:{message.Level}] {pid}({errno})Some text: [client 192.0.2.7:4711] {message.Code}: "
                        + $"{message.Message.Replace("*", "", StringComparison.Ordinal)}, referer: {hostile}";

                    Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal), line);
                    Assert.Equal((message.Code, errno, SignalConfidence.High), (signal.Code, signal.Errno, signal.Confidence));
                },
                iter: Cases);

    [Fact]
    public void LineWithoutACode_IsReadBackAndBelievedLess() =>
        Gen.Select(s_withoutCode, ApacheLineSource.Time, Gen.Int[1, 133], Gen.Bool)
            .Sample(
                (message, time, errno, isOld) =>
                {
                    string place = isOld ? $"[{message.Level}] " : $"[{message.Module}:{message.Level}] [pid 930] ";
                    string line = $"[{time}] {place}({errno})Some text: {message.Message.Replace("*", "", StringComparison.Ordinal)}";

                    Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal), line);
                    Assert.Equal((Signal.NoCode, errno, SignalConfidence.Low), (signal.Code, signal.Errno, signal.Confidence));
                },
                iter: Cases);

    private static void RequestLines(Func<string, string, string, string, string> render) =>
        Gen.Select(ApacheLineSource.Start, ApacheLineSource.Pid, s_client, ApacheLineSource.Hostile)
            .Select(parts => render(parts.Item1, parts.Item2, parts.Item3, parts.Item4))
            .Sample(line => !ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out _), iter: Cases);

    /// <summary>A true line with some bytes changed.</summary>
    private static Gen<byte[]> MutatedLine() =>
        Gen.Select(ApacheLineSource.Start, ApacheLineSource.Pid, Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[0, 5])
            .Select((start, pid, changes) =>
            {
                byte[] line = Encoding.UTF8.GetBytes($"{start}[mpm_prefork:emerg] {pid}(43)Identifier removed: AH00144: couldn't grab the accept mutex");
                foreach ((int at, byte value) in changes)
                {
                    line[at % line.Length] = value;
                }

                return line;
            });

    private static int PidOf(string group) => int.Parse(group[5..group.AsSpan().IndexOfAny(":]")], CultureInfo.InvariantCulture);
}
