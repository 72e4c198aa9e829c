using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One request the script made to a port of its own machine.</summary>
/// <param name="Port">The port.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Status">The HTTP status; 0 where no answer came, null where nobody was asked.</param>
/// <param name="Error">The tool's error where no answer came; where nobody was asked what stood in the way: no time, or no tool.</param>
public sealed record HttpProbe(int Port, string Scheme, int? Status, string Error)
{
    /// <summary>Any HTTP status is an answer: what the site says with it is not the mutex's business. Null where nobody was asked.</summary>
    public bool? Answered => Status is { } status ? status is >= 100 and <= 599 : null;

    /// <summary>Reads <c>port=80 scheme=http status=200</c>, or <c>skipped=time</c> or <c>tool=none</c> for the status; null for anything else. Never throws.</summary>
    public static HttpProbe? TryRead(string line)
    {
        int port = 0;
        int? status = null;
        string scheme = "http";
        string error = "";
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            string value = word[(equals + 1)..];
            switch (word[..equals])
            {
                case "port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int p):
                    port = p;
                    break;
                case "status" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int s):
                    status = s;
                    break;
                case "scheme":
                    scheme = value;
                    break;
                case "error" or "skipped" or "tool":
                    error = value;
                    break;
            }
        }

        return port is > 0 and <= 65535 && (status is not null || error.Length > 0) ? new HttpProbe(port, scheme, status, error) : null;
    }
}
