namespace Analytics.Core.Archives;

/// <summary>Reads consecutive binary-encoded Avro values.</summary>
/// <remarks>Implements the section "Binary Encoding" of the Apache Avro 1.11 specification.</remarks>
internal struct AvroValues(ReadOnlyMemory<byte> bytes)
{
    // More than any schema of Capture needs; a damaged recursive value must not overflow the stack.
    private const int MaxDepth = 64;
    private int _offset;

    public readonly bool IsAtEnd => _offset == bytes.Length;

    public readonly int Position => _offset;

    /// <summary>Reads a zigzag variable-length number: Avro's int and long.</summary>
    public long Long()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException($"The Avro number that ends at byte {_offset} is longer than 10 bytes.");
    }

    /// <summary>Reads Avro's bytes and string.</summary>
    public ReadOnlyMemory<byte> Bytes() => Take(Long());

    /// <summary>Reads the branch of a union and returns its type; returns any other type as it is.</summary>
    public AvroType Branch(AvroType type)
    {
        if (type.Kind != AvroKind.Union)
        {
            return type;
        }

        var branch = Long();
        return branch >= 0 && branch < type.Inner.Count
            ? type.Inner[(int)branch]
            : throw new InvalidDataException($"An Avro union has {type.Inner.Count} branches; the value names number {branch}.");
    }

    /// <summary>Skips a value.</summary>
    public void Skip(AvroType type) => Skip(type, 0);

    private void Skip(AvroType type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"Avro values are nested more than {MaxDepth} deep.");
        }

        switch (type.Kind)
        {
            case AvroKind.Null:
                break;
            case AvroKind.Boolean:
                Take(1);
                break;
            case AvroKind.Int or AvroKind.Long or AvroKind.Enum:
                Long();
                break;
            case AvroKind.Float:
                Take(sizeof(float));
                break;
            case AvroKind.Double:
                Take(sizeof(double));
                break;
            case AvroKind.Bytes or AvroKind.String:
                Bytes();
                break;
            case AvroKind.Fixed:
                Take(type.Size);
                break;
            case AvroKind.Union:
                Skip(Branch(type), depth + 1);
                break;
            case AvroKind.Record:
                foreach (var field in type.Fields)
                {
                    Skip(field.Type, depth + 1);
                }

                break;
            default:
                SkipBlocks(type, depth);
                break;
        }
    }

    /// <summary>
    /// Skips an array or map: blocks of a count and that many items; a negative count is followed by the block's bytes.
    /// </summary>
    private void SkipBlocks(AvroType type, int depth)
    {
        for (var count = Long(); count != 0; count = Long())
        {
            if (count < 0)
            {
                Take(Long());
                continue;
            }

            for (; count > 0; count--)
            {
                if (type.Kind == AvroKind.Map)
                {
                    Bytes();
                }

                Skip(type.Inner[0], depth + 1);
            }
        }
    }

    private ReadOnlyMemory<byte> Take(long length)
    {
        if (length < 0 || length > bytes.Length - _offset)
        {
            throw new InvalidDataException(
                $"An Avro value of {length} bytes at {_offset} reaches over the block's end at {bytes.Length}."
            );
        }

        var taken = bytes.Slice(_offset, (int)length);
        _offset += (int)length;
        return taken;
    }
}
