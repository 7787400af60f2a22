namespace October.Delivery.Manifests;

/// <summary>The admission policy, of which the local cluster knows nothing.</summary>
public sealed class PolicyTests
{
    /// <summary>The API server refuses the policy otherwise: "Duplicate value".</summary>
    [Fact]
    public async Task Each_condition_of_a_policy_has_a_name_of_its_own()
    {
        var policies = (await Manifest.OfFolderAsync("config/policy")).Objects.Where(one => (string?)one["kind"] == "ValidatingAdmissionPolicy").ToList();
        Assert.NotEmpty(policies);
        foreach (var policy in policies)
        {
            var names = PodRules.Items(policy["spec"]!["matchConditions"]).Select(condition => (string)condition["name"]!).ToList();
            Assert.NotEmpty(names);
            Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        }
    }
}
