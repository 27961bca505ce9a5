using Analytics.Local.CommandLine;

namespace Analytics.Local.Clients;

/// <summary>The options of all commands that talk to a server.</summary>
internal static class ClientOptions
{
    private const string DefaultUrl = "http://localhost:7071";
    private const string KeyVariable = "ANALYTICS_ADMIN_KEY";

    /// <summary>The options, for a command's list.</summary>
    public static readonly IReadOnlyList<CommandOption> All =
    [
        new("--url", "URL", $"The server. Default: {DefaultUrl}."),
        new("--key", "KEY", $"The API key. Default: the environment's {KeyVariable}."),
    ];

    /// <summary>Creates a client from the options.</summary>
    /// <exception cref="CommandLineException">The URL is invalid, or there is no key.</exception>
    public static ApiClient Connect(CommandInput input)
    {
        var text = input.Option("--url") ?? DefaultUrl;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new CommandLineException($"--url: '{text}' is no URL; give one like {DefaultUrl}.", input.Command);
        }

        var key = input.Option("--key") ?? Environment.GetEnvironmentVariable(KeyVariable);
        return string.IsNullOrEmpty(key)
            ? throw new CommandLineException(
                $"'{input.Command.Name}' needs an API key: give --key KEY, or set {KeyVariable}.",
                input.Command
            )
            : new ApiClient(url, key);
    }
}
