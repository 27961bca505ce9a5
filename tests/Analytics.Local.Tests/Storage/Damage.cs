using System.Buffers.Binary;

namespace Analytics.Local.Tests.Storage;

/// <summary>Damages files like bad disks.</summary>
internal static class Damage
{
    /// <summary>Changes one bit in the first place where the eight bytes stand.</summary>
    public static void Flip(string path, ulong bytes)
    {
        var content = File.ReadAllBytes(path);
        Span<byte> wanted = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wanted, bytes);
        var at = content.AsSpan().IndexOf(wanted);
        Assert.True(at > 0, "the bytes are not in the file");
        content[at] ^= 4;
        File.WriteAllBytes(path, content);
    }

    /// <summary>Overwrites everything after the header page with noise.</summary>
    public static void Scramble(string path, int from)
    {
        var content = File.ReadAllBytes(path);
        new Random(7).NextBytes(content.AsSpan(from));
        File.WriteAllBytes(path, content);
    }
}
