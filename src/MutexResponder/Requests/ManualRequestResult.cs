using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Requests;

/// <summary>A request or an error: exactly one is set.</summary>
public sealed record ManualRequestResult
{
    private ManualRequestResult(ManualRequest? request, ManualRequestError? error) => (Request, Error) = (request, error);

    public ManualRequest? Request { get; }

    public ManualRequestError? Error { get; }

    public static ManualRequestResult Accepted(ManualRequest request) => new(request, null);

    public static ManualRequestResult Rejected(ManualRequestError error) => new(null, error);
}

/// <summary>Why a manual request was not taken, and what would have been.</summary>
/// <param name="Code">A short fixed code such as <c>unknown-field</c>.</param>
/// <param name="Message">What is wrong, naming the field.</param>
/// <param name="Allowed">What may stand there instead; empty where no list can say it.</param>
public sealed record ManualRequestError(string Code, Statement Message, ImmutableArray<string> Allowed);
