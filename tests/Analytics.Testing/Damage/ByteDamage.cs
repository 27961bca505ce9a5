using System.Buffers.Binary;

namespace Analytics.Testing.Damage;

/// <summary>Damages bytes as disks, cut transfers, faulty programs and attackers do. Not thread-safe.</summary>
/// <param name="random">Decides.</param>
public sealed class ByteDamage(Random random)
{
    // Lengths and counts at the ends of what numbers can say, as varints and as fixed bytes.
    private static readonly byte[][] Numbers =
    [
        [0xff, 0xff, 0xff, 0xff, 0x07],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x80, 0x80, 0x80, 0x80, 0x04],
        [0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff],
        [0x00, 0x00, 0x00, 0x80],
        [0x00],
        [0xff],
    ];

    /// <summary>Changed bytes.</summary>
    /// <param name="bytes">The bytes; they stay.</param>
    /// <param name="others">Bytes of other kinds, which may be spliced in.</param>
    public byte[] Change(byte[] bytes, Func<byte[]> others)
    {
        List<byte> changed = [.. bytes];
        for (var changes = random.Next(4) == 0 ? random.Next(1, 5) : 1; changes > 0; changes--)
        {
            Change(changed, others);
        }

        return [.. changed];
    }

    private void Change(List<byte> bytes, Func<byte[]> others)
    {
        // Lengths stand at the beginning more often than elsewhere.
        var at = random.Next(3) == 0 ? random.Next(Math.Min(bytes.Count, 24) + 1) : random.Next(bytes.Count + 1);
        var rest = bytes.Count - at;
        switch (random.Next(9))
        {
            case 0 or 1 when rest > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, rest);
                break;
            case 3:
                var number = Numbers[random.Next(Numbers.Length)];
                bytes.RemoveRange(at, Math.Min(rest, random.Next(number.Length + 1)));
                bytes.InsertRange(at, number);
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(rest, 1 + random.Next(16)));
                break;
            case 5 when rest > 0:
                bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(1 + random.Next(64)).ToList());
                break;
            case 6:
                for (var i = at; i < Math.Min(bytes.Count, at + 1 + random.Next(512)); i++)
                {
                    bytes[i] = 0;
                }

                break;
            case 7:
                var other = others();
                bytes.RemoveRange(at, rest);
                bytes.AddRange(other.Skip(random.Next(2) == 0 ? 0 : random.Next(other.Length + 1)));
                break;
            default:
                var word = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(word, random.NextInt64());
                bytes.InsertRange(at, word.Take(random.Next(9)));
                break;
        }
    }
}
