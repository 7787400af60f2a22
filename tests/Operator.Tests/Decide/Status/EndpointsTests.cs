using October.Crd.Defaults;
using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

public sealed class EndpointsTests
{
    [Fact]
    public void Without_a_host_the_service_is_the_way_in() =>
        Assert.Equal(["service Internal http http://shop-api.shops.svc"], Of(new V1OctoberAppSpec()));

    [Fact]
    public void A_host_and_every_address_of_a_load_balancer_come_first() => Assert.Equal(
        [
            "ingress External https https://shop.example.com",
            "load-balancer External http http://lb.example.com",
            "load-balancer External http http://[2001:db8::1]",
            "service Internal http http://shop-api.shops.svc",
        ],
        Of(
            new V1OctoberAppSpec { Ingress = new IngressSpec { Host = "shop.example.com", Tls = new IngressTlsSpec { SecretName = "tls" } } },
            "lb.example.com",
            "2001:db8::1"));

    private static IEnumerable<string> Of(V1OctoberAppSpec spec, params string[] loadBalancer) => Endpoints.Of(new StatusInput
    {
        AppName = "shop",
        Namespace = "shops",
        Decision = new RolloutDecision { State = new RolloutState(), Stable = "a" },
        Observed = new Observed
        {
            Now = default,
            Generation = 1,
            Target = "a",
            KnownRevisions = new HashSet<string>(),
            Api = ComponentHealth.Absent,
            Worker = ComponentHealth.Absent,
            Redis = ComponentHealth.Absent,
            PreviewApi = ComponentHealth.Absent,
            PreviewWorker = ComponentHealth.Absent,
            Smoke = new SmokeOutcome.Running(),
            Policy = new RolloutPolicy(true, TimeSpan.Zero, TimeSpan.Zero),
            LoadBalancer = loadBalancer,
        },
        Serving = SpecDefaults.Resolve(spec),
    }).Select(endpoint => $"{endpoint.Name} {endpoint.Scope} {endpoint.Type} {endpoint.Uri}");
}
