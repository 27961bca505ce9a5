namespace Analytics.Web.Sharing;

/// <summary>
/// Has the passwords of a link checked one after the other, at most one each second. Whoever has sent the fewest wrong ones is next, so
/// that a reader with the right one goes before somebody who guesses. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// waiting by wrong ones sent before      7 7 7 4 0      → the 0, then the 4, a second later each
/// twenty wait, and one more comes        with 3         → takes the place of a 7, who is refused; with 9: is refused
/// </code>
/// </remarks>
internal sealed class PasswordTurns(TimeProvider time)
{
    /// <summary>Number of passwords of a link that may wait.</summary>
    public const int MaxWaiting = 20;

    /// <summary>Time from the beginning of a turn to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Waiter>> _lines = new(StringComparer.Ordinal);

    /// <summary>Waits for a turn.</summary>
    /// <param name="link">The link.</param>
    /// <param name="wrong">Number of wrong passwords that the caller has sent lately.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>False if all places are taken by others who have sent no more wrong ones.</returns>
    public async ValueTask<bool> WaitAsync(string link, int wrong, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(wrong);
        lock (_gate)
        {
            if (!_lines.TryGetValue(link, out var line))
            {
                _lines[link] = [];
                _ = HaveTurnsAsync(link);
                return true;
            }

            if (line.Count == MaxWaiting)
            {
                var last = line.MaxBy(static other => other.Wrong)!;
                if (last.Wrong <= wrong)
                {
                    return false;
                }

                line.Remove(last);
                last.Turn.TrySetResult(false);
            }

            line.Add(waiter);
        }

        try
        {
            return await waiter.Turn.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _lines.GetValueOrDefault(link)?.Remove(waiter);
            }
        }
    }

    /// <summary>Gives a turn to the next one each second, until nobody waits.</summary>
    private async Task HaveTurnsAsync(string link)
    {
        while (true)
        {
            await Task.Delay(Interval, time);
            lock (_gate)
            {
                var line = _lines[link];
                if (line.MinBy(static waiter => waiter.Wrong) is not { } next)
                {
                    _lines.Remove(link);
                    return;
                }

                line.Remove(next);
                next.Turn.TrySetResult(true);
            }
        }
    }

    private sealed class Waiter(int wrong)
    {
        public int Wrong => wrong;

        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
