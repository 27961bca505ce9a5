using System.Collections;

namespace Analytics.MovingAverages;

/// <summary>Enumerates a window from the oldest element to the newest, without allocation.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public struct WindowEnumerator<T> : IEnumerator<T>
{
    private readonly Ring<T> _ring;
    private readonly int _version;
    private int _next;

    internal WindowEnumerator(Ring<T> ring)
    {
        _ring = ring;
        _version = ring.Version;
        Current = default!;
    }

    /// <summary>The element at the current position.</summary>
    public T Current { get; private set; }

    readonly object? IEnumerator.Current => Current;

    /// <summary>Moves to the next newer element.</summary>
    /// <returns><see langword="false"/> if there is none.</returns>
    /// <exception cref="InvalidOperationException">The window has changed since the enumeration began.</exception>
    public bool MoveNext()
    {
        if (_version != _ring.Version)
        {
            throw new InvalidOperationException("The window changed during its enumeration; copy it with CopyTo first.");
        }

        if (_next >= _ring.Count)
        {
            return false;
        }

        Current = _ring[_next++];
        return true;
    }

    /// <summary>Goes back to before the oldest element.</summary>
    public void Reset() => _next = 0;

    /// <summary>Does nothing: the enumerator holds no resources.</summary>
    public readonly void Dispose() { }
}
