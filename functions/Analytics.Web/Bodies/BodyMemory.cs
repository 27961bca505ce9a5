using System.Buffers;
using System.Numerics;
using Analytics.Core.Telemetry;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Bodies;

/// <summary>
/// The memory that the bodies of all requests share. It is bounded: bodies that do not fit are rejected. A quarter of it is reserved for
/// small bodies. Thread-safe.
/// </summary>
/// <param name="maxBytes">Maximum bytes of all bodies together.</param>
internal sealed class BodyMemory(long maxBytes)
{
    /// <summary>The smallest limit: one body of the largest size fits, compressed and decompressed, with room to grow.</summary>
    public const long MinBytes = 16L * 1024 * 1024;

    /// <summary>Maximum bytes of a small body. The runtime's pool keeps at most a few megabytes of such arrays.</summary>
    public const int SmallBytes = 64 * 1024;

    /// <summary>Maximum bytes of an array that is kept for the next body; larger ones are not reused.</summary>
    private const int PooledBytes = 1024 * 1024;

    /// <summary>Maximum total bytes of the unused arrays that are kept.</summary>
    private const long KeptBytes = 8L * 1024 * 1024;

    private const long MaxAutomaticBytes = 512L * 1024 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Stack<byte[]>> _kept = [];
    private readonly long _maxLargeBytes = maxBytes / 4 * 3;
    private long _bytes;
    private long _keptBytes;

    /// <summary>Bytes rented now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Returns an eighth of the memory that the process may use, between 16 and 512 MiB.</summary>
    public static long AutomaticBytes(long processBytes) => Math.Clamp(processBytes / 8, MinBytes, MaxAutomaticBytes);

    /// <summary>Rents an array of at least a number of bytes. Return it with <see cref="Return"/>.</summary>
    /// <exception cref="ApiException">503 if other bodies use all the memory.</exception>
    public byte[] Rent(int bytes)
    {
        var size = SizeOf(bytes);
        if (Interlocked.Add(ref _bytes, size) > (size > SmallBytes ? _maxLargeBytes : maxBytes))
        {
            Interlocked.Add(ref _bytes, -size);
            AnalyticsMeter.CountRefused("bodies_in_flight");
            throw new ApiException(
                StatusCodes.Status503ServiceUnavailable,
                $"The bodies of other requests take the {maxBytes / 1024 / 1024:N0} MiB that the server has for them; "
                    + $"send again after {RetryAfter.TotalSeconds:0} s.",
                RetryAfter
            );
        }

        return size <= SmallBytes ? ArrayPool<byte>.Shared.Rent(size) : TakeKept(size) ?? GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>Returns a rented array.</summary>
    public void Return(byte[] array)
    {
        Interlocked.Add(ref _bytes, -array.Length);
        if (array.Length <= SmallBytes)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
        else if (array.Length <= PooledBytes)
        {
            Keep(array);
        }
    }

    // Powers of two if arrays are reused; above, only the needed pages.
    private static int SizeOf(int bytes) =>
        bytes <= PooledBytes ? (int)BitOperations.RoundUpToPowerOf2((uint)bytes) : (bytes + 4095) & ~4095;

    private byte[]? TakeKept(int size)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(size, out var arrays) || !arrays.TryPop(out var array))
            {
                return null;
            }

            _keptBytes -= size;
            return array;
        }
    }

    private void Keep(byte[] array)
    {
        lock (_gate)
        {
            if (_keptBytes + array.Length > KeptBytes)
            {
                return;
            }

            if (!_kept.TryGetValue(array.Length, out var arrays))
            {
                _kept[array.Length] = arrays = new();
            }

            arrays.Push(array);
            _keptBytes += array.Length;
        }
    }
}
