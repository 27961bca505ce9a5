using Analytics.Azure.Tables;
using Analytics.Core.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class PartIndexTests
{
    /// <summary>The example of <see cref="PartIndex"/>.</summary>
    private static readonly PartIndex Example = PartIndex.FromParts([
        new("a", new byte[10]),
        new("b.b", new byte[600 * 1024]),
        new("c", new byte[700 * 1024]),
    ]);

    [Fact]
    public void An_index_as_it_was_first_written_can_still_be_read()
    {
        var stored = Convert.FromHexString("0106652E7061676505000000C78625599DE6B3AD01610000000099E9D85137DB46EFA3FC27F8C45A268F");
        var written = PartIndex.FromParts([new("e.page", "pages"u8.ToArray()), new("a", default)]).ToBytes();

        foreach (var index in (PartIndex[])[PartIndex.Parse(stored), PartIndex.Parse(written)])
        {
            Assert.Equal(["e.page", "a"], index.Names);
            Assert.Equal([new("P_e_page", 0, 0, 5)], index.PiecesOf("e.page"));
            Assert.Empty(index.PiecesOf("a"));
        }
    }

    [Fact]
    public void Pieces_fill_one_entity_after_the_other_and_parts_stay_together_where_they_fit()
    {
        Assert.Equal([new("P_a", 0, 0, 10)], Example.PiecesOf("a"));
        Assert.Equal(["0 P_b_b", "0 P1_b_b", "0 P9_b_b"], Shown(Example.PiecesOf("b.b"), 0, 1, 9));
        Assert.Equal(["1 P_c", "1 P9_c", "2 P10_c"], Shown(Example.PiecesOf("c"), 0, 9, 10));
    }

    [Fact]
    public void Every_index_cut_short_or_changed_in_one_byte_is_refused()
    {
        var bytes = Example.ToBytes();

        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => PartIndex.Parse(changed));
            Assert.Throws<InvalidDataException>(() => PartIndex.Parse(bytes.AsSpan(0, i)));
        }
    }

    [Fact]
    public void The_largest_index_fits_one_property_beside_the_largest_row()
    {
        var name = new string('z', TableLimits.MaxPartNameLength - 3);
        var parts = Enumerable
            .Range(0, TableLimits.MaxParts)
            .Select(i => new TablePart($"{name}{i:D3}", new byte[i == 0 ? RowEntity.MaxContentBytes - TableLimits.MaxParts + 1 : 1]))
            .ToList();

        var entity = RowEntity.Of("pk", "rk", new byte[TableLimits.MaxHeadBytes], default, parts);

        // The keys are beside the 252.
        Assert.InRange(entity.Count - 2, TableLimits.MaxParts, 252);
        Assert.InRange(entity.GetBinary(RowEntity.Index)!.Length, 1, RowEntity.PropertyBytes);
        Assert.All(parts, part => Assert.All(PartIndex.FromParts(parts).PiecesOf(part.Name), piece => Assert.Equal(0, piece.Entity)));
    }

    private static IEnumerable<string> Shown(IReadOnlyList<PartPiece> pieces, params int[] places) =>
        places.Select(place => $"{pieces[place].Entity} {pieces[place].Property}");
}
