using Analytics.Web.Access;

namespace Analytics.Web.Queries;

/// <summary>The turn of a question, which waits for it or has it. <see cref="QueryTurns"/> changes it under its lock.</summary>
/// <param name="caller">The caller.</param>
/// <param name="site">The site that is asked about; of several, the first.</param>
/// <param name="isLong">True if the question has turned out to be long already.</param>
/// <param name="end">Ends the turn.</param>
internal sealed class QueryTurn(CallerIdentity caller, string site, bool isLong, Action<QueryTurn> end) : IDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _takenBack = new();

    /// <summary>The caller.</summary>
    public CallerIdentity Caller => caller;

    /// <summary>The site that is asked about.</summary>
    public string Site => site;

    /// <summary>True if the question has turned out to be long already.</summary>
    public bool IsLong => isLong;

    /// <summary>Ends when the turn has come; cancelled if whoever waits has left.</summary>
    public Task Started => _started.Task;

    /// <summary>Cancelled when the turn is to be given back to a short question.</summary>
    public CancellationToken TakenBack => _takenBack.Token;

    /// <summary>The timestamp of the start.</summary>
    public long Since { get; private set; }

    /// <summary>True if the caller's questions were short when it started.</summary>
    public bool IsShort { get; set; }

    /// <summary>Begins the turn, which has come.</summary>
    /// <param name="now">The timestamp.</param>
    public void Start(long now)
    {
        Since = now;
        _started.SetResult();
    }

    /// <summary>Ends the wait of a caller who has left.</summary>
    /// <param name="cancellationToken">The token that ended the wait.</param>
    public void Leave(CancellationToken cancellationToken) => _started.SetCanceled(cancellationToken);

    /// <summary>Asks for the turn to be given back, once; what is computed in it is cancelled by another thread.</summary>
    public void TakeBack() => _ = _takenBack.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        end(this);
        _takenBack.Dispose();
    }
}
