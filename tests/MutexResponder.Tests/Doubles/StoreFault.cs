namespace MutexResponder.Tests.Doubles;

/// <summary>What goes wrong with one call.</summary>
public enum StoreFault
{
    None,

    /// <summary>Fails without having done anything: the request never arrived.</summary>
    UnavailableBefore,

    /// <summary>Does the work, then fails: the reply was lost.</summary>
    UnavailableAfter,
}
