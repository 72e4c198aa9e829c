using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One request the script made to a port of its own machine.</summary>
/// <param name="Port">The port.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Status">The HTTP status; 0 where no answer came.</param>
/// <param name="Error">The tool's error where no answer came, else empty.</param>
public sealed record HttpProbe(int Port, string Scheme, int Status, string Error)
{
    /// <summary>Any HTTP status is an answer: what the site says with it is not the mutex's business.</summary>
    public bool Answered => Status is >= 100 and <= 599;

    /// <summary>Reads <c>port=80 scheme=http status=200</c>; null for anything else. Never throws.</summary>
    public static HttpProbe? TryRead(string line)
    {
        int port = 0;
        int status = -1;
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
                case "error":
                    error = value;
                    break;
            }
        }

        return port is > 0 and <= 65535 && status >= 0 ? new HttpProbe(port, scheme, status, error) : null;
    }
}
