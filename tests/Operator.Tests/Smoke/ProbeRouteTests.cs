namespace October.Operator.Smoke;

public sealed class ProbeRouteTests
{
    [Theory]
    [InlineData("https://10.0.0.1:6443", "https://10.0.0.1:6443")]
    [InlineData("https://rancher.example.com/k8s/clusters/c-1/", "https://rancher.example.com/k8s/clusters/c-1")]
    public void The_proxy_is_below_the_path_of_the_API_server(string server, string below)
    {
        var route = new ProbeRoute.Proxy(new Uri(server));
        Assert.Equal($"{below}/api/v1/namespaces/shop/pods/web-1:8000/proxy", route.Pod("shop", "web-1", "10.1.0.7", 8000).AbsoluteUri);
        Assert.Equal($"{below}/api/v1/namespaces/shop/services/web:80/proxy", route.Service("shop", "web", "10.2.0.7", 80).AbsoluteUri);
    }
}
