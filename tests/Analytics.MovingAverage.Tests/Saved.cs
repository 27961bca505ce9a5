using System.Buffers;

namespace Analytics.MovingAverages.Tests;

/// <summary>The bytes of a saved state.</summary>
internal static class Saved
{
    public static byte[] Bytes(IAverage average) => Bytes(average.Save);

    public static byte[] Bytes(Action<IBufferWriter<byte>> save)
    {
        var writer = new ArrayBufferWriter<byte>();
        save(writer);
        return writer.WrittenSpan.ToArray();
    }
}
