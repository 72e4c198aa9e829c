using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>SSM as two ports: keeps what was sent, and answers with what the test says the instance did.</summary>
internal sealed class ScriptedCommands : ISendCommands, IReadCommands
{
    private readonly Lock _gate = new();
    private readonly List<(string Id, CommandRequest Request)> _sent = [];
    private readonly Dictionary<string, CommandReport> _reports = [];

    /// <summary>Every command in the order of sending.</summary>
    public IReadOnlyList<(string Id, CommandRequest Request)> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>How many times a report was asked for.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Called at each send, before it is recorded; throws to fail it.</summary>
    public Action<CommandRequest> BeforeSend { get; set; } = _ => { };

    /// <summary>Called at each send, after it is recorded; throws to lose the reply.</summary>
    public Action<CommandRequest> AfterSend { get; set; } = _ => { };

    public Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        BeforeSend(request);
        string id;
        lock (_gate)
        {
            id = $"00000000-0000-0000-0000-{_sent.Count + 1:d12}";
            _sent.Add((id, request));
        }

        AfterSend(request);
        return Task.FromResult(id);
    }

    /// <summary>Called when a command is looked for by its comment; throws to fail that.</summary>
    public Action BeforeSearch { get; set; } = () => { };

    /// <summary>From when on a command was last looked for; null where none was.</summary>
    public DateTimeOffset? SearchedFrom { get; private set; }

    /// <summary>Called when a report is asked for; throws to fail that.</summary>
    public Action BeforeRead { get; set; } = () => { };

    /// <summary>The newest command ends like this.</summary>
    public string End(CommandReport report)
    {
        string id = Sent[^1].Id;
        lock (_gate)
        {
            _reports[id] = report;
        }

        return id;
    }

    public Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ReadCount++;
            BeforeRead();
            CommandReport report = _reports.GetValueOrDefault(commandId) ?? new CommandReport(CommandStatus.Running, "In Progress", []);
            return Task.FromResult(report with { Comment = _sent.Find(sent => sent.Id == commandId).Request?.Comment ?? "" });
        }
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken)
    {
        SearchedFrom = sentAfter;
        BeforeSearch();
        return Task.FromResult(Sent.Where(s => s.Request.Instance == instance && s.Request.Comment == comment).Select(s => (string?)s.Id).FirstOrDefault());
    }
}
