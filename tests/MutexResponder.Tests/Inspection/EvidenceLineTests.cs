using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Inspection;

/// <summary>Each line of the script's output by itself: read whole, or not at all.</summary>
public sealed class EvidenceLineTests
{
    private const string Boot = "b77c7aab-05ff-49e0-aaf6-74e33858bde6";
    private const string Other = "11111111-2222-4333-8444-555555555555";
    private const string Begin = $"#evidence-begin 2 {Boot}", End = $"#evidence-end 2 {Boot}";

    [Theory]
    [InlineData("", "evidence-none")]
    [InlineData($"#evidence-begin 1 {Boot}\n#evidence-end 1 {Boot}", "evidence-of-older-format")]
    [InlineData(Begin, "evidence-without-end")]
    [InlineData(End, "evidence-none")]
    [InlineData($"{Begin}\n#evidence-end 2 {Other}", "evidence-without-end")]
    [InlineData($"{End}\n{Begin}", "evidence-without-end")]
    [InlineData("#evidence-begin 2 B77C7AAB-05FF-49E0-AAF6-74E33858BDE6\n#evidence-end 2 B77C7AAB-05FF-49E0-AAF6-74E33858BDE6", "evidence-without-end")]
    [InlineData("#evidence-end 2 00000000-0000-0000-0000-000000000000", "evidence-none")]
    [InlineData($"{Begin}\n{End}", null)]
    [InlineData($"x\n{Begin} \r\n{End}\r\ny", null)]
    public void Block_IsBetweenItsMarks(string text, string? error)
    {
        (EvidenceBlock? block, Statement? told) = EvidenceBlock.Read(text);

        Assert.Equal((error is null, error), (block is not null, told?.Code));
        Assert.Equal(error is null ? Boot : null, block?.BootId.ToString());
        Assert.Equal(error ?? "evidence-without-time", EvidenceReader.Read(text).Error?.Code);
    }

    [Fact]
    public void Block_OfSeveral_IsTheLastWholeOne()
    {
        string first = $"{Begin}\n[a]\n|1\n{End}", second = $"#evidence-begin 2 {Other}\n[a]\n|2\n#evidence-end 2 {Other}";

        Assert.Equal((Other, "2"), Read($"{first}\n{second}"));
        Assert.Equal((Boot, "1"), Read($"{first}\n{second[..^1]}"));
        Assert.Equal((Boot, "1"), Read($"{second}\n{first}"));
        Assert.Equal((Boot, "1"), Read($"{Begin}\n[a]\n|0\n{first}"));

        static (string Boot, string Line) Read(string text)
        {
            EvidenceBlock block = EvidenceBlock.Read(text).Block!;
            return (block.BootId.ToString(), block["a"].Lines.Single());
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "evidence-too-long")]
    public void Block_UpToItsBound(int more, string? error)
    {
        string text = $"{Begin}\n{End}\n";
        Assert.Equal(error, EvidenceBlock.Read(text + new string('x', EvidenceBlock.MaxTextChars - text.Length + more)).Error?.Code);
    }

    [Fact]
    public void Sections_AreTheirHeaderAndTheLinesWithBars()
    {
        EvidenceBlock block = EvidenceBlock.Read(
            $"{Begin}\n[a exit=3 total=4 semaphores=5 cut=1]\r\n||x\r\n|y\nnoise\n|lost\n[b]\n[a]\n|second\n[]\n|none\n[ ]\n[c\nd]\n[e exit=x exit=7 xexit=9 total=-1 cut=10]\n|last\n{End}\n[f]\n|out").Block!;

        Assert.Equal(["|x", "y"], block["a"].Lines);
        Assert.Equal((3, 4, 5, true), (block["a"].ExitStatus, block["a"].Total, block["a"].Semaphores, block["a"].IsCut));
        Assert.Equal((7, null, null, false), (block["e"].ExitStatus, block["e"].Total, block["e"].Semaphores, block["e"].IsCut));
        Assert.Equal(["last"], block["e"].Lines);
        Assert.Equal((true, false, false, false), (block.Has("b"), block.Has("c"), block.Has("d"), block.Has("f")));
        Assert.Equal(("none-there", null, false, 0), (block["none-there"].Name, block["none-there"].ExitStatus, block["none-there"].IsCut, block["none-there"].Lines.Length));
        Assert.Empty(block["b"].Lines);
        Assert.Equal(["a"], block.CutSections);
        Assert.False(EvidenceBlock.Read($"{Begin}\n[cut=1]\n{End}").Block!["cut=1"].IsCut);
    }

    [Fact]
    public void Values_AreOfTheirKeyAlone()
    {
        EvidenceSection section = new("a", null, false, ["pid_file=/x", "pid=", "pid", "pid=1", "pid=2", "xpid=3"]);

        Assert.Equal(("1", null, null), (section.Value("pid"), section.Value("pi"), section.Value("none")));
        Assert.Equal(["", "1", "2"], section.Values("pid"));
    }

    [Theory]
    [InlineData("73 1 0 S 178749 parent", true)]
    [InlineData("73 1 0,1 S 178749 child", true)]
    [InlineData("73 1 0 S 178749 stranger", false)]
    [InlineData("73 1 0 SS 178749 parent", false)]
    [InlineData("x 1 0 S 178749 parent", false)]
    [InlineData("73 -1 0 S 178749 parent", false)]
    [InlineData("73 1 0 S x parent", false)]
    [InlineData("73 1 0 S 178749", false)]
    [InlineData("73 1 0 S 178749 parent more", false)]
    public void Process(string line, bool isRead)
    {
        ApacheProcess? process = ApacheProcess.TryRead(line);

        Assert.Equal(isRead ? (73, 1, 'S', 178749L) : default, process is null ? default : (process.Pid, process.ParentPid, process.State, process.StartTicks));
        Assert.Equal(line.Contains(',', StringComparison.Ordinal) ? null : isRead ? 0 : null, process?.Uid);
    }

    [Theory]
    [InlineData("parent", ProcessRole.Parent)]
    [InlineData("child", ProcessRole.Child)]
    [InlineData("orphan", ProcessRole.Orphan)]
    [InlineData("other", ProcessRole.Other)]
    [InlineData("elsewhere", ProcessRole.Elsewhere)]
    public void Process_Role(string word, ProcessRole role) => Assert.Equal(role, ApacheProcess.TryRead($"73 1 0 S 178749 {word}")!.Role);

    [Theory]
    [InlineData("port=80 scheme=http status=200", 80, "http", 200, "", true)]
    [InlineData("port=443 scheme=https status=000 error=28", 443, "https", 0, "28", false)]
    [InlineData("port=80 status=99", 80, "http", 99, "", false)]
    [InlineData("port=80 status=100", 80, "http", 100, "", true)]
    [InlineData("port=80 status=599", 80, "http", 599, "", true)]
    [InlineData("port=80 status=600", 80, "http", 600, "", false)]
    [InlineData("port=80 skipped=time", 80, "http", null, "time", null)]
    [InlineData("port=80 word tool=none", 80, "http", null, "none", null)]
    [InlineData("port=65535 status=x error=7", 65535, "http", null, "7", null)]
    public void Probe(string line, int port, string scheme, int? status, string error, bool? answered)
    {
        HttpProbe? probe = HttpProbe.TryRead(line);

        Assert.Equal(new HttpProbe(port, scheme, status, error), probe);
        Assert.Equal(answered, probe!.Answered);
    }

    [Theory]
    [InlineData("port=0 status=200")]
    [InlineData("port=65536 status=200")]
    [InlineData("port=x status=200")]
    [InlineData("status=200")]
    [InlineData("port=80")]
    [InlineData("port=80 error=")]
    public void Probe_ThatIsNone(string line) => Assert.Null(HttpProbe.TryRead(line));

    [Theory]
    [InlineData("tcp 80 0 1 pids=1,2", 80, 2)]
    [InlineData("tcp6 65535 0 1 pids=x,2", 65535, 1)]
    [InlineData("tcp6 1 0 1", 1, 0)]
    [InlineData("tcp6 1 0 1 uids=7", 1, 0)]
    public void Socket(string line, int port, int pids) => Assert.Equal((port, pids), ListeningSocket.TryRead(line) is { } socket ? (socket.Port, socket.ApachePids.Length) : default);

    [Theory]
    [InlineData("tcp 80 0")]
    [InlineData("udp 80 0 1 pids=1")]
    [InlineData("tcp 0 0 1 pids=1")]
    [InlineData("tcp 65536 0 1 pids=1")]
    [InlineData("tcp x 0 1 pids=1")]
    public void Socket_ThatIsNone(string line) => Assert.Null(ListeningSocket.TryRead(line));

    [Theory]
    [InlineData("0 1 600 1 1001 0 1795437591", true)]
    [InlineData("-5 1 600 1 1001 0 0 more", true)]
    [InlineData("0 1 600 1 1001 0 253402300799", true)]
    [InlineData("0 1 600 1 1001 0 253402300800", false)]
    [InlineData("0 1 600 1 1001 0 -1", false)]
    [InlineData("0 1 600 1 1001 0", false)]
    [InlineData("key semid perms nsems uid cuid ctime", false)]
    [InlineData("0 1 600 1 1001 0 x", false)]
    public void Array(string line, bool isRead)
    {
        SemaphoreArray? array = SemaphoreArray.TryRead(line);
        string[] words = line.Split(' ');

        Assert.Equal(isRead ? (words[0], "1", "600", "1", "1001", "0", words[6]) : default, array is null ? default : ($"{array.Key}", $"{array.Id}", $"{array.Permissions}", $"{array.SemaphoreCount}", $"{array.Uid}", $"{array.CreatorUid}", $"{array.ChangedAt.ToUnixTimeSeconds()}"));
    }

    [Theory]
    [InlineData("Mutex default: dir=\"/var/lock\" mechanism=fcntl ", "default", false, "fcntl")]
    [InlineData("Mutex default: dir=\"/a\" mechanism=x\" mechanism=flock [OmitPid]", "default", false, "flock")]
    [InlineData("Mutex default: dir=\"\" mechanism=fcntl", "default", false, "fcntl")]
    [InlineData("Mutex mpm-accept: using_defaults", "mpm-accept", true, null)]
    [InlineData("Mutex mpm-accept: none ", "mpm-accept", false, "none")]
    public void MutexLine(string line, string name, bool usesDefaults, string? word) => Assert.Equal(new MutexSetting(name, usesDefaults, word), MutexSetting.TryRead(line));

    [Theory]
    [InlineData("mutex default: using_defaults")]
    [InlineData("Mutex default using_defaults")]
    [InlineData("Mutex default: mechanism=fcntl")]
    [InlineData("Mutex default: dir=\"/a\"")]
    [InlineData("Mutex default: dir=\" mechanism=fcntl")]
    public void MutexLine_ThatIsNone(string line) => Assert.Null(MutexSetting.TryRead(line));

    [Theory]
    [InlineData("sysvsem", MutexMechanism.SysVSem, false)]
    [InlineData("posixsem", MutexMechanism.PosixSem, true)]
    [InlineData("pthread", MutexMechanism.Pthread, true)]
    [InlineData("fcntl", MutexMechanism.Fcntl, true)]
    [InlineData("flock", MutexMechanism.Flock, true)]
    [InlineData("none", MutexMechanism.None, true)]
    [InlineData("unknown", MutexMechanism.Unknown, false)]
    public void Mechanism(string word, MutexMechanism mechanism, bool isImmune)
    {
        Assert.Equal((mechanism, word, isImmune), (MutexMechanisms.Parse(word), mechanism.Word(), mechanism.IsImmuneToRemoval()));
        Assert.Equal(MutexMechanism.Unknown, MutexMechanisms.Parse("default"));
    }

    [Theory]
    [InlineData("/a.conf:7:  Mutex sysvsem default ", true)]
    [InlineData("/a.conf:7:mutex sysvsem", true)]
    [InlineData("/a.conf:7:Mutex sysvsem omitpid", true)]
    [InlineData("/a.conf:7:Mutex sysvsem ssl-cache OmitPID", false)]
    [InlineData("/a.conf:7:Mutex sysvsem ssl-cache default", true)]
    [InlineData("/a.conf:7:Mutex", false)]
    [InlineData("/a.conf:7:#Mutex sysvsem default", false)]
    [InlineData("/a.conf:7:# Mutex sysvsem default", false)]
    [InlineData("/a.conf:7:Mutexes sysvsem default", false)]
    public void ConfigurationsLine(string line, bool setsDefault)
    {
        ConfigurationLine? read = ConfigurationLine.TryRead(line);

        Assert.Equal(("/a.conf", 7, line.Split(':')[2].Trim(), setsDefault), (read!.File, read.Number, read.Text, read.SetsDefaultMutex));
    }

    [Theory]
    [InlineData("a.conf:7:Mutex")]
    [InlineData("/a.conf:x:Mutex")]
    [InlineData("/a.conf:7")]
    public void ConfigurationsLine_ThatIsNone(string line) => Assert.Null(ConfigurationLine.TryRead(line));

    [Theory]
    [InlineData("none", true)]
    [InlineData("none-73", true)]
    [InlineData("73-178749", true)]
    [InlineData("73-178749-1795654691", true)]
    [InlineData("", false)]
    [InlineData("73", false)]
    [InlineData("none-x", false)]
    [InlineData("x-178749", false)]
    [InlineData("73-x", false)]
    [InlineData("x-178749-1", false)]
    [InlineData("73-x-1", false)]
    [InlineData("73-178749-x", false)]
    [InlineData("73-178749-1-1", false)]
    [InlineData(null, false)]
    public void ParentsIdentity(string? text, bool isRead)
    {
        Assert.Equal(isRead, ParentIdentity.TryParse(text, out ParentIdentity value));
        Assert.Equal(isRead ? text : "none", value.ToString());
    }

    [Theory]
    [InlineData(64, 'a', true)]
    [InlineData(63, 'a', false)]
    [InlineData(65, 'a', false)]
    [InlineData(64, 'A', false)]
    [InlineData(64, 'g', false)]
    public void Hash(int length, char digit, bool isRead)
    {
        string text = new(digit, length);

        Assert.Equal((isRead, isRead ? text : ""), (ConfigHash.TryParse(text, out ConfigHash hash), hash.ToString()));
        Assert.False(ConfigHash.TryParse(null, out _));
    }

    [Theory]
    [InlineData(Boot, true)]
    [InlineData("B77C7AAB-05FF-49E0-AAF6-74E33858BDE6", false)]
    [InlineData("{b77c7aab-05ff-49e0-aaf6-74e33858bde6}", false)]
    [InlineData(null, false)]
    public void BootsId(string? text, bool isRead)
    {
        Assert.Equal(isRead, BootId.TryParse(text, out BootId boot));
        Assert.Equal(isRead ? text : Guid.Empty.ToString(), boot.ToString());
    }
}
