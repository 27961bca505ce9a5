using Analytics.Web.Access;
using Analytics.Web.Errors;

namespace Analytics.Web.Tests.Access;

public sealed class CallerPlacesTests
{
    private readonly CallerPlaces _places = new(16, ("streams", "close one"))
    {
        MaxPerAddress = 3,
        MaxPerKey = 8,
        MaxPerSite = 5,
    };

    [Fact]
    public void An_address_a_site_and_a_key_have_a_share_each()
    {
        Take(3, _ => Stranger(1), "a.example");
        Assert.Equal(429, Refusal(Stranger(1), "b.example"));
        Take(2, _ => Stranger(2), "a.example");
        Assert.Equal(503, Refusal(Stranger(3), "a.example"));
        Take(8, _ => new("key", true), "a.example");
        Assert.Equal(429, Refusal(new("key", true), "b.example"));
    }

    [Fact]
    public void Strangers_at_however_many_addresses_leave_a_quarter_to_callers_with_keys()
    {
        Take(12, Stranger, site: null);

        Assert.Equal(503, Refusal(Stranger(99), null));
        Take(4, _ => new("key", true), site: null);
        Assert.Equal(503, Refusal(new("key", true), null));
    }

    [Fact]
    public void A_place_is_given_back_once()
    {
        var first = _places.Take(Stranger(1), "a.example");
        Take(2, _ => Stranger(1), "a.example");

        first.Dispose();
        first.Dispose();

        Assert.Equal(2, _places.Taken);
        Take(1, _ => Stranger(1), "a.example");
        Assert.Equal(429, Refusal(Stranger(1), "a.example"));
    }

    private static CallerIdentity Stranger(int number) => new($"10.0.0.{number}", false);

    private void Take(int count, Func<int, CallerIdentity> caller, string? site)
    {
        for (var i = 0; i < count; i++)
        {
            _places.Take(caller(i), site);
        }
    }

    private int Refusal(CallerIdentity caller, string? site) => Assert.Throws<ApiException>(() => _places.Take(caller, site)).Status;
}
