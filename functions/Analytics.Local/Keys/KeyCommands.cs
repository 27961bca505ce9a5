using System.Text.Json;
using Analytics.Local.Clients;
using Analytics.Local.CommandLine;
using Analytics.Web.Keys;
using Spectre.Console;

namespace Analytics.Local.Keys;

/// <summary>Creates API keys through a running server.</summary>
internal sealed class KeyCommands(IAnsiConsole console)
{
    /// <summary><c>key add</c>.</summary>
    public Command Add =>
        new(
            "key add",
            "Makes an API key and prints it; it can't be shown again.",
            [],
            [
                new CommandOption(
                    "--scope",
                    "SCOPE",
                    "What it may do: stats, sites, import or admin; several with commas.",
                    Required: true
                ),
                new CommandOption("--site", "DOMAIN", "The only site it is good for. Default: all sites."),
                new CommandOption("--name", "NAME", "What to call it. Default: its scopes."),
                .. ClientOptions.All,
            ],
            AddAsync
        );

    private async Task<int> AddAsync(CommandInput input, CancellationToken cancellationToken)
    {
        using var client = ClientOptions.Connect(input);
        var request = new KeyRequest
        {
            Name = input.Option("--name"),
            Scopes = input.Required("--scope").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Site = input.Option("--site"),
        };
        var json = JsonSerializer.Serialize(request, ClientJson.Default.KeyRequest);
        var key = await client.PostAsync("/api/v1/keys", json, ClientJson.Default.KeyAnswer, cancellationToken);

        // On a line of its own, so that a script can read it.
        console.WriteLine(
            key.Key ?? throw new ApiClientException("The server made the key but did not send it; delete it and try again.")
        );
        return 0;
    }
}
