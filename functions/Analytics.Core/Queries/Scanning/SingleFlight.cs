namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Computes a value once for all concurrent callers. A caller that cancels does not affect the others; when no caller waits any more, the
/// computation is cancelled. Thread-safe.
/// </summary>
internal sealed class SingleFlight<TValue>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Returns the value of a key: waits for it if it is being computed, otherwise computes it.</summary>
    /// <param name="key">Equal keys mean equal values.</param>
    /// <param name="compute">Computes the value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<TValue> RunAsync(
        string key,
        Func<CancellationToken, ValueTask<TValue>> compute,
        CancellationToken cancellationToken
    )
    {
        Flight? flight;
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_flights.TryGetValue(key, out flight);
            if (flight is null)
            {
                _flights[key] = flight = new();
            }

            flight.Waiting++;
        }

        if (isFirst)
        {
            _ = CompleteAsync(key, flight, compute);
        }

        try
        {
            return await flight.Value.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private void Leave(string key, Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Waiting > 0)
            {
                return;
            }

            // Later callers must not join a cancelled computation.
            Remove(key, flight);
        }

        flight.Cancellation.Cancel();
    }

    private async Task CompleteAsync(string key, Flight flight, Func<CancellationToken, ValueTask<TValue>> compute)
    {
        try
        {
            flight.Value.TrySetResult(await compute(flight.Cancellation.Token));
        }
        catch (OperationCanceledException)
        {
            flight.Value.TrySetCanceled(flight.Cancellation.Token);
        }
        catch (Exception failure)
        {
            flight.Value.TrySetException(failure);
        }
        finally
        {
            lock (_gate)
            {
                Remove(key, flight);
            }
        }
    }

    private void Remove(string key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
        {
            _flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public TaskCompletionSource<TValue> Value { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
