using System.Collections.Concurrent;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Web.Tests.Queries;

/// <summary>A scanner whose scans begin and then take until the test ends them or they are cancelled.</summary>
internal sealed class HeldScanner : IRollupScanner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _cancelled = new(0);
    private int _running;

    /// <summary>The most scans that ran at once.</summary>
    public int Most { get; private set; }

    /// <summary>The sites of the scans that have begun.</summary>
    public ConcurrentBag<string> Sites { get; } = [];

    /// <summary>The site whose scans end at once; null if there is none.</summary>
    public string? FreeSite { get; set; }

    /// <summary>Waits until so many more scans have begun.</summary>
    public async Task BeginsAsync(int scans)
    {
        for (; scans > 0; scans--)
        {
            Assert.True(await _begun.WaitAsync(Patience, TestContext.Current.CancellationToken), "No further scan began.");
        }
    }

    /// <summary>Waits until a scan was cancelled.</summary>
    public async Task IsCancelledAsync() =>
        Assert.True(await _cancelled.WaitAsync(Patience, TestContext.Current.CancellationToken), "No scan was cancelled.");

    /// <summary>Ends all scans, also those that begin later.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        lock (_released)
        {
            Most = Math.Max(Most, ++_running);
        }

        Sites.Add(request.Site);
        _begun.Release();
        try
        {
            await (request.Site == FreeSite ? Task.CompletedTask : _released.Task.WaitAsync(cancellationToken));
            return ScanResult.Empty;
        }
        catch (OperationCanceledException)
        {
            _cancelled.Release();
            throw;
        }
        finally
        {
            lock (_released)
            {
                _running--;
            }
        }
    }

    public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => new((long?)null);
}
