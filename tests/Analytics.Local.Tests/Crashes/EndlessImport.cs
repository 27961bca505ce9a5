namespace Analytics.Local.Tests.Crashes;

/// <summary>The import command, run on one log after the other for as long as it is asked to continue.</summary>
internal sealed class EndlessImport(ServedDirectory served, IReadOnlyList<(string Path, string Site)> logs) : IDisposable
{
    private AnalyticsProcess? _command;
    private int _next;

    /// <summary>Lets a running command go on, and runs the next one if none runs. One that was killed is run again.</summary>
    public void Continue()
    {
        if (_command is { HasExited: false })
        {
            return;
        }

        if (_command is not null)
        {
            _next++;
        }

        _command?.Dispose();
        var (path, site) = logs[_next % logs.Count];
        _command = served.LaunchCommand("import", path, "--site", site);
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_command is { HasExited: false })
        {
            await _command.KillAsync(cancellationToken);
            _command.Dispose();
            _command = null;
        }
    }

    public void Dispose() => _command?.Dispose();
}
