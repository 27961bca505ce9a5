using System.IO.Pipelines;
using Analytics.Web.Bodies;

namespace Analytics.Web.Exports;

/// <summary>
/// The place of an export that runs, which measures how fast its client reads: the time that passes while something waits to be sent, and
/// what is sent in it. The time in which the export is computed does not count. Thread-safe.
/// </summary>
/// <param name="site">The site's id.</param>
/// <param name="key">The id of the key.</param>
/// <param name="time">The time of the answer.</param>
/// <param name="clock">Measures the time.</param>
/// <param name="leave">Returns the place.</param>
internal sealed class ExportPlace(string site, string key, AnswerTime time, TimeProvider clock, Action<ExportPlace> leave) : IDisposable
{
    /// <summary>A client that reads less is slow.</summary>
    public const int MinBytesPerSecond = 64 * 1024;

    /// <summary>Seconds for which an export waits for its client before the client may be slow.</summary>
    public const int PatienceSeconds = 10;

    // Twice the patience is remembered, in seconds and in bytes; what was before counts less and less.
    private const double MaxSeconds = 2 * PatienceSeconds;
    private const double MaxBytes = MaxSeconds * MinBytesPerSecond;

    private readonly Lock _gate = new();
    private double _seconds;
    private double _bytes;
    private long? _waitsSince;

    /// <summary>The site's id.</summary>
    public string Site => site;

    /// <summary>The id of the key.</summary>
    public string Key => key;

    /// <summary>True if the client reads too slowly to keep the place where another one waits for it.</summary>
    public bool IsSlow
    {
        get
        {
            lock (_gate)
            {
                return SecondsNow >= PatienceSeconds && _bytes < SecondsNow * MinBytesPerSecond;
            }
        }
    }

    /// <summary>Bytes that the client has lately read in a second.</summary>
    public double BytesPerSecond
    {
        get
        {
            lock (_gate)
            {
                return _bytes / SecondsNow;
            }
        }
    }

    private double SecondsNow => _seconds + (_waitsSince is { } since ? clock.GetElapsedTime(since).TotalSeconds : 0);

    /// <summary>Returns a writer that writes to another one and measures its client.</summary>
    public PipeWriter Measure(PipeWriter output) => new MeasuredWriter(this, output);

    /// <summary>Ends the time of the answer.</summary>
    public void BreakOff() => time.BreakOff();

    /// <inheritdoc/>
    public void Dispose() => leave(this);

    private void BeginToSend(long bytes)
    {
        lock (_gate)
        {
            _waitsSince = clock.GetTimestamp();
            _bytes += bytes;
        }
    }

    private void EndToSend()
    {
        lock (_gate)
        {
            _seconds = SecondsNow;
            _waitsSince = null;
            var excess = Math.Max(_seconds / MaxSeconds, _bytes / MaxBytes);
            if (excess > 1)
            {
                _seconds /= excess;
                _bytes /= excess;
            }
        }
    }

    private sealed class MeasuredWriter(ExportPlace place, PipeWriter output) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

        public override long UnflushedBytes => output.UnflushedBytes;

        public override void Advance(int bytes) => output.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            place.BeginToSend(output.UnflushedBytes);
            try
            {
                return await output.FlushAsync(cancellationToken);
            }
            finally
            {
                place.EndToSend();
            }
        }
    }
}
