using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Apache's configuration on an instance, to be compared with itself later.</summary>
/// <param name="Contents">Each file's hash, owner, mode and time of change, each link's target, each directory's mode; and what a2enconf's books say.</param>
/// <param name="Listing"><c>ls -laR</c> with full times, so that a file made and removed again shows as well.</param>
internal sealed record ConfigurationState(string Contents, string Listing)
{
    private const string ContentsScript = """
        cd /etc/apache2 && find . -type f -exec sha256sum {} + | sort -k 2 && find . -printf '%y %m %u:%g %p %l ' \( -type f -printf '%T@\n' -o -printf '\n' \) | sort -k 4
        find /var/lib/apache2/conf -type f 2>/dev/null | sort
        """;

    public static async Task<ConfigurationState> ReadAsync(LabInstance instance) =>
        new(await instance.ReadAsync(ContentsScript), await instance.ReadAsync("ls -laR --time-style=full-iso /etc/apache2"));
}
