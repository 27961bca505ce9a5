using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages;

/// <summary>The mean of the last integers added: exact, by 128-bit arithmetic, and faster than
/// <see cref="SimpleMovingAverage"/>.</summary>
/// <typeparam name="T">An integer type of at most 64 bits, such as <see cref="int"/> or <see cref="long"/>.</typeparam>
/// <remarks>
/// Updates take constant time and allocate nothing. The sum cannot overflow. Memory: one <typeparamref name="T"/> for each element of the
/// capacity and about 100 bytes.
/// </remarks>
public sealed class IntegerMovingAverage<T> : MovingWindow<T>, IAverage
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Number of elements of a full window, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has more than 64 bits.</exception>
    public IntegerMovingAverage(int capacity)
        : base(capacity)
    {
        if (Unsafe.SizeOf<T>() > sizeof(long))
        {
            throw new NotSupportedException(
                $"The sum of {typeof(T)} may overflow 128 bits; use an InvertibleSlidingWindow of BigInteger instead."
            );
        }
    }

    /// <summary>The exact sum of the elements; 0 for an empty window.</summary>
    public Int128 Sum { get; private set; }

    /// <summary>The exact mean, rounded once to the nearest double, or NaN for an empty window.</summary>
    public double Average => Count == 0 ? double.NaN : Divide(Sum, Count);

    /// <summary>Restores a window from the bytes that <see cref="Save"/> wrote.</summary>
    /// <param name="state">Exactly the bytes that were written.</param>
    /// <returns>A window equal to the one saved.</returns>
    /// <exception cref="FormatException">The bytes are not the state of a window of <typeparamref name="T"/>.</exception>
    public static IntegerMovingAverage<T> Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state, StateKind.Integer);
        var size = Unsafe.SizeOf<T>();
        StateReader.Require(reader.ReadByte() == size, $"its elements are not of type {typeof(T)}");
        StateReader.Require(reader.ReadByte() == Signedness, $"its elements are not of type {typeof(T)}");
        var window = new IntegerMovingAverage<T>(WindowState.ReadCapacity(ref reader));
        var count = WindowState.ReadCount(ref reader, window.Capacity, size);
        for (var i = 0; i < count; i++)
        {
            window.Add(T.ReadLittleEndian(reader.Take(size), Signedness == 0));
        }

        return window;
    }

    private static byte Signedness => T.IsNegative(T.MinValue) ? (byte)1 : (byte)0;

    /// <inheritdoc/>
    public override void Add(T value)
    {
        if (Elements.IsFull)
        {
            Sum -= Int128.CreateTruncating(Elements.Replace(value));
        }
        else
        {
            Elements.Append(value);
        }

        Sum += Int128.CreateTruncating(value);
    }

    /// <inheritdoc/>
    public bool TryGetAverage(out double average)
    {
        average = Average;
        return Count > 0;
    }

    /// <summary>Returns the average that a window holding only the newest <paramref name="count"/> elements would have.</summary>
    /// <param name="count">From 1 to the number of elements held.</param>
    /// <returns>The exact mean, rounded once. O(<paramref name="count"/>), allocates nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1 or more than the elements held.</exception>
    public double AverageOfLast(int count)
    {
        WindowMath.RequirePart(Count, count);
        Int128 sum = 0;
        for (var i = Count - count; i < Count; i++)
        {
            sum += Int128.CreateTruncating(Elements[i]);
        }

        return Divide(sum, count);
    }

    /// <inheritdoc cref="IAverage.Clear"/>
    public override void Clear()
    {
        Elements.Clear();
        Sum = 0;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> writer)
    {
        var size = Unsafe.SizeOf<T>();
        var state = new StateWriter(StateKind.Integer, 10 + (Count * size));
        state.Write((byte)size);
        state.Write(Signedness);
        state.Write(Capacity);
        state.Write(Count);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var element in this)
        {
            element.WriteLittleEndian(bytes);
            state.Write(bytes[..size]);
        }

        state.Finish(writer);
    }

    private static double Divide(Int128 sum, int count)
    {
        var magnitude = (UInt128)(sum < 0 ? -sum : sum);
        var (high, low) = ((ulong)(magnitude >> 64), (ulong)magnitude);
        return ExactRounding.Quotient([(uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32)], 0, (ulong)count, sum < 0);
    }
}
