namespace Analytics.Faults.Tests.Harness;

/// <summary>A call of the storage that waits for its turn. Whoever opens it runs what waits, on the same thread.</summary>
internal sealed class Gate(GateKind kind)
{
    private readonly TaskCompletionSource _opened = new();

    public GateKind Kind => kind;

    public Task Opened => _opened.Task;

    public void Open() => _opened.SetResult();
}
