namespace Analytics.Core.Tests.Aggregation;

/// <summary>Compares texts; once closed, the next comparison waits until it is opened, all others pass.</summary>
internal sealed class GatedComparer : IEqualityComparer<string>
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();
    private int _closed;

    public Task Entered => _entered.Task;

    public void Close() => Volatile.Write(ref _closed, 1);

    public void Open() => _open.Set();

    public bool Equals(string? x, string? y)
    {
        if (Interlocked.Exchange(ref _closed, 0) == 1)
        {
            _entered.SetResult();
            _open.Wait(TestContext.Current.CancellationToken);
        }

        return string.Equals(x, y, StringComparison.Ordinal);
    }

    public int GetHashCode(string text) => string.GetHashCode(text, StringComparison.Ordinal);
}
