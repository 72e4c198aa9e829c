"""Serves moto's DynamoDB on 127.0.0.1 at a free port, prints the port, and ends when its standard input closes.

moto runs each request on a thread of its own and undoes a cancelled transaction by putting a copy of the table back,
so two requests at once could lose each other's writes. DynamoDB itself is serializable item by item; taking one request at a
time gives exactly that.
"""
import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

moto = DomainDispatcherApplication(create_backend_app)
one_at_a_time = threading.Lock()


def application(environ, start_response):
    with one_at_a_time:
        return list(moto(environ, start_response))


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, application, threaded=True)
threading.Thread(target=end_with_parent, daemon=True).start()
print(f"port {server.server_port}", flush=True)
server.serve_forever()
