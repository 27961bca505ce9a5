using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public class RowsIdentityTests
{
    [Fact]
    public void Lists_that_differ_in_a_text_in_their_order_or_in_where_a_text_ends_have_different_identities()
    {
        IReadOnlyList<string>[] lists =
        [
            [],
            [""],
            ["", ""],
            ["d1@7", "d2@8"],
            ["d2@8", "d1@7"],
            ["d1@7d2@8"],
            ["d1@", "7d2@8"],
            ["d1@7", "d2@9"],
            ["d1@7", "d2@8", ""],
        ];

        var identities = lists.Select(RowsIdentity.Of).ToList();

        Assert.Equal(lists.Length, identities.Distinct().Count());
        Assert.Equal(identities, lists.Select(list => RowsIdentity.Of([.. list])));
    }

    [Fact]
    public void However_many_rows_there_are_their_identity_is_short() =>
        Assert.Equal(32, RowsIdentity.Of(Enumerable.Range(0, 4_000).Select(i => $"d{i}/4.1@0123456789abcdef")).Length);
}
