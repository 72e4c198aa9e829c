using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Requests;

/// <summary>Why a manual request was not taken, and what would have been.</summary>
/// <param name="Code">A short fixed code such as <c>unknown-field</c>.</param>
/// <param name="Message">What is wrong, naming the field.</param>
/// <param name="Allowed">What may stand there instead; empty where no list can say it.</param>
public sealed record ManualRequestError(string Code, Statement Message, ImmutableArray<string> Allowed);
