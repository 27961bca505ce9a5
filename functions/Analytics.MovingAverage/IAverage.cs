using System.Buffers;

namespace Analytics.MovingAverages;

/// <summary>An average of the values added so far, or of those that still count.</summary>
/// <remarks>
/// No implementation locks. One thread may write at a time, and no other may read meanwhile; any number of threads may read while none
/// writes, because reading never changes the object.
/// </remarks>
public interface IAverage
{
    /// <summary>The current average, or <see cref="double.NaN"/> when nothing has been added.</summary>
    /// <remarks>O(1) and without allocation in every implementation of this library.</remarks>
    double Average { get; }

    /// <summary>Gets the current average. Distinguishes an empty average from one that is not a number.</summary>
    /// <param name="average">The average, or <see cref="double.NaN"/> when the result is <see langword="false"/>.</param>
    /// <returns><see langword="false"/> if nothing counts towards the average, otherwise <see langword="true"/>.</returns>
    bool TryGetAverage(out double average);

    /// <summary>Removes every value, keeping the configuration and the memory. O(1).</summary>
    void Clear();

    /// <summary>Writes the complete state in the versioned format described in the package's README.</summary>
    /// <param name="writer">Receives the bytes. It is not flushed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is <see langword="null"/>.</exception>
    void Save(IBufferWriter<byte> writer);
}
