using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Requests;

/// <summary>A request or an error: exactly one is set.</summary>
public sealed record ManualRequestResult
{
    private ManualRequestResult(ManualRequest? request, ManualRequestError? error) => (Request, Error) = (request, error);

    public ManualRequest? Request { get; }

    public ManualRequestError? Error { get; }

    [MemberNotNullWhen(true, nameof(Request))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => Request is not null;

    public static ManualRequestResult Accepted(ManualRequest request) => new(request, null);

    public static ManualRequestResult Rejected(ManualRequestError error) => new(null, error);
}
