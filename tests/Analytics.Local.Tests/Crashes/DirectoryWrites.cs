namespace Analytics.Local.Tests.Crashes;

/// <summary>
/// Counts the writes of a server to one of its databases, so that it can be killed after a number of them rather than after a time: how
/// far a server comes in a time depends on the machine.
/// </summary>
internal sealed class DirectoryWrites(string directory, string database)
{
    /// <summary>Looks, a millisecond or more apart, without a write after which the server has nothing more to write.</summary>
    private const int Quiet = 300;

    private readonly FileInfo _file = new(Path.Combine(directory, database + "-wal"));

    /// <summary>
    /// Waits for a number of writes, counted from now. Writes that follow each other within a millisecond are counted once. Ends early
    /// where nothing is written for that long.
    /// </summary>
    /// <param name="count">The number of writes.</param>
    /// <param name="look">Called each time the file is looked at; null to do nothing.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task WaitAsync(int count, Action? look, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var last = State();
        for (var quiet = 0; count > 0 && quiet < Quiet; quiet++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            look?.Invoke();
            if (State() is var now && now != last)
            {
                (last, quiet) = (now, 0);
                count--;
            }
        }
    }

    private (DateTime Written, long Length) State()
    {
        _file.Refresh();
        return _file.Exists ? (_file.LastWriteTimeUtc, _file.Length) : default;
    }
}
