"""What runs on the other side: a server in the instance, a connection plugin in the controller. Never imported."""
