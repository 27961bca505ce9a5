using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>The state of a window of doubles: capacity, count, elements from the oldest to the newest.</summary>
/// <remarks>Sums are not saved: they are a function of the elements, and an exact one.</remarks>
internal static class WindowState
{
    public static void Save(IBufferWriter<byte> writer, StateKind kind, IMovingAverage window)
    {
        var state = new StateWriter(kind, 2 * sizeof(int) + window.Count * sizeof(double));
        state.Write(window.Capacity);
        state.Write(window.Count);
        window.GetSpans(out var older, out var newer);
        Write(ref state, older);
        Write(ref state, newer);
        state.Finish(writer);
    }

    public static int ReadCapacity(ref StateReader state)
    {
        var capacity = state.ReadInt32();
        StateReader.Require(capacity > 0, $"its capacity is {capacity}");
        return capacity;
    }

    public static int ReadCount(ref StateReader state, int capacity, int elementSize)
    {
        var count = state.ReadInt32();
        StateReader.Require(count >= 0 && count <= capacity, $"it has {count} elements in a window of {capacity}");
        StateReader.Require(state.Remaining == (long)count * elementSize, "the number of its elements is wrong");
        return count;
    }

    public static void ReadElements(ref StateReader state, IMovingAverage window)
    {
        var count = ReadCount(ref state, window.Capacity, sizeof(double));
        for (var i = 0; i < count; i++)
        {
            window.Add(state.ReadDouble());
        }
    }

    private static void Write(ref StateWriter state, ReadOnlySpan<double> elements)
    {
        foreach (var element in elements)
        {
            state.Write(element);
        }
    }
}
