namespace Analytics.Web.Bodies;

/// <summary>The time that an answer may take which is sent while it is computed. Thread-safe.</summary>
internal sealed class AnswerTime : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly TimeSpan? _length;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _linked;

    /// <param name="length">The length; null for no end.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="aborted">Is cancelled when the client has gone.</param>
    public AnswerTime(TimeSpan? length, TimeProvider clock, CancellationToken aborted)
    {
        (_clock, _length, _started) = (clock, length, clock.GetTimestamp());
        _end = new(length ?? Timeout.InfiniteTimeSpan, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, aborted);
    }

    /// <summary>Is cancelled at the end of the time, or when the client has gone.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>True at the end of the time, or if it was ended early, also after the client has gone.</summary>
    public bool IsOver => _end.IsCancellationRequested;

    /// <summary>True when half of the time has passed: work that may take as long as all before it is then not begun.</summary>
    public bool IsHalfOver => _length is { } length && _clock.GetElapsedTime(_started) >= length / 2;

    /// <summary>Ends the time early. Returns at once; whoever waits for the token goes on elsewhere.</summary>
    public void BreakOff() => _ = _end.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _end.Dispose();
    }
}
